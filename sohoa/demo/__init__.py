"""`sohoa demo`: one dossier through the whole office, over HTTP, checked against the truth."""
