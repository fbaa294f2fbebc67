"""What ends the demo before its end."""


class DemoError(Exception):
    """The office answered something that leaves nothing to go on with; the message says what."""
