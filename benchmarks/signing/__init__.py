"""Signing and judging signatures, against the libraries alone."""
