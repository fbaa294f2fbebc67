"""The office's day begins at midnight in Vietnam, seven hours before it begins in UTC."""

from datetime import UTC, date, datetime

from storage.clock import office_day


def test_late_in_the_evening_of_utc_it_is_tomorrow_already() -> None:
    assert office_day(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_before_that_it_is_the_same_day() -> None:
    assert office_day(datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)) == date(2026, 12, 31)
