"""Fixtures that many tests share, by topic."""

pytest_plugins = [
    "tests.support.postgres",
    "tests.support.seaweed",
    "tests.support.catalogues",
    "tests.support.samples",
    "tests.support.pki",
    "tests.support.softhsm",
    "tests.support.tsa",
    "tests.support.paper_office",
]
