"""Who acts when a command changes the office: whoever has a shell on the machine, as admin."""

import getpass
from typing import Final

from storage.people import Actor, Role

_NO_AGENCY: Final = "-"


def console_actor() -> Actor:
    """Return the actor that the trail names for commands."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, in a container
        name = "unknown"
    return Actor(id=f"console:{name}", name=name, role=Role.ADMIN, agency=_NO_AGENCY)
