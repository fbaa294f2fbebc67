"""A PDF as its revisions show it: objects, fields, the bytes that a signature covers."""
