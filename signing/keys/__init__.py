"""Signing keys, where they are."""
