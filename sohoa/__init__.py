"""Assembles: settings, wiring, the command line, the embedded stack."""
