"""A document made ready for a signature, without any key."""
