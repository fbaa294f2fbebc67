"""A second look at what was made, which shares no code with its makers."""
