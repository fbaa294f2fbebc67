"""Opens what was handed in: files to pages, pages to pixels; born-digital pages to text."""
