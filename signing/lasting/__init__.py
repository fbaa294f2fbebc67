"""Signatures that outlast their certificates: what proves them is kept in the file, and renewed."""
