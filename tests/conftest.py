"""Fixtures that many tests share, by topic; and in CI, a part that is missing is a failure."""

import os
from collections.abc import Generator

import pytest

pytest_plugins = [
    "tests.support.postgres",
    "tests.support.seaweed",
    "tests.support.catalogues",
    "tests.support.samples",
    "tests.support.pki",
    "tests.support.softhsm",
    "tests.support.tsa",
    "tests.support.lasting_room",
    "tests.support.paper_office",
    "tests.support.signers_desk",
]

# Signed files of other projects are not ours to keep: their tests run where a folder is named.
_MAY_BE_ABSENT = "TEST_CORPUS"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where everything is meant to be installed."""
    report = yield
    if report.skipped and "CI" in os.environ and _MAY_BE_ABSENT not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be missing: {report.longrepr}"
    return report
