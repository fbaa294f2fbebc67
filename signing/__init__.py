"""Judges and makes digital signatures, over bytes. Knows no other room."""
