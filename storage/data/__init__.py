"""Data that a fresh catalogue begins with."""
