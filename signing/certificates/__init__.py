"""Whom to believe: roots, paths, purposes, revocation, and the time that is proven."""
