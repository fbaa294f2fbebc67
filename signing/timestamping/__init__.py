"""Timestamps asked for (RFC 3161) and put into a signature."""
