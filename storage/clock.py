"""What time it is, handed in: aware, in UTC."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
