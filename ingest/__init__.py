"""Reads paper: scans in, upright text and archive files out. Knows no other room."""
