"""What was done to a PDF after one of its revisions was signed."""
