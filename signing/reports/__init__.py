"""A verdict for people and for other programs: HTML and PDF pages, ETSI TS 119 102-2 XML."""
