"""What a picture of a page shows before a letter is read: how it lies, how good it is."""
