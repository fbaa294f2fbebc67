"""What time it is, handed in: aware, in UTC; and which day that is for an office."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Final

Clock = Callable[[], datetime]

VIETNAM: Final = timezone(timedelta(hours=7))


def office_day(moment: datetime) -> date:
    """Return the day that it is in Vietnam: deadlines and dates on papers go by it."""
    return moment.astimezone(VIETNAM).date()
