"""Asking certification authorities over the network, under an allow-list."""
