"""What a signature looks like on its page."""
