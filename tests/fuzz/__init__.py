"""Broken files by the hundred thousand: `make fuzz`; a short run is part of the suite."""
