"""Pixels to words: engines behind one port, and what is done to their words alike."""
