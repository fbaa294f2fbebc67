"""Makers of CMS signatures: a digest and a key in, DER out."""
