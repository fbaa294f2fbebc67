"""A signature's value: the CMS, its mathematics, its timestamps."""
