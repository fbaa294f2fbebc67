"""What can go wrong while starting or keeping up the embedded stack, as a tree.

StackError
  ├── NoPortError       no free port, or the one asked for is taken
  ├── NotStartedError   a program did not become ready in time, or ended at once
  ├── MissingError      a program that the stack needs is not installed
  └── BusyError         another process keeps this data folder
"""


class StackError(Exception):
    """Base of every error of this package."""


class NoPortError(StackError):
    """No free port, or the one asked for is taken."""


class NotStartedError(StackError):
    """A program did not become ready in time, or ended at once; the message names its log."""


class MissingError(StackError):
    """A program that the stack needs is not installed."""


class BusyError(StackError):
    """Another process keeps this data folder."""
