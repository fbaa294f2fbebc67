"""Pages and their words to archive files."""
