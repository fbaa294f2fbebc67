"""Builds the processes of an office out of settings: the one package that names adapters.

One module for each kind of process, so that none loads what it has no use for.
"""
