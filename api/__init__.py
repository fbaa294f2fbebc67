"""Shows and asks: the HTTP interface."""
