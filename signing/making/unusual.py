"""How the plain writer says "not mine": control flow inside this room only.

It reads the PDFs that scanners, office programs and this house write, and nothing cleverer. What it
does not understand it leaves to the other writer, before a byte is written.
"""


class UnusualFileError(Exception):
    """The file is not written in a way that the plain writer is sure to understand."""
