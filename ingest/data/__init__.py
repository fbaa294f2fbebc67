"""Facts that reading looks up: kinds of papers. Data files only."""
