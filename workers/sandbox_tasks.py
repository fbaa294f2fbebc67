"""The closed set of things that a sandbox child does, and the module that does each.

A task is the function of that name in that module, `(request, report) -> result`, all JSON. The
modules are named, not imported: the child loads them after its limits are set, and only those
that it needs. A test sees to it that every name resolves.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_READING: Final = "workers.sandbox_reading"
_WRITING: Final = "workers.sandbox_writing"
_LOOKING: Final = "workers.sandbox_looking"
_VIEWING: Final = "workers.sandbox_viewing"
_SIGNING: Final = "workers.sandbox_signing"
_LASTING: Final = "workers.sandbox_lasting"
_RETURNS: Final = "workers.sandbox_returns"

TASKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "load_reader": _READING,
        "inspect": _READING,
        "look": _LOOKING,
        "unlock": _READING,
        "read_pages": _READING,
        "read_printed": _READING,
        "load_writer": _WRITING,
        "render": _WRITING,
        "assemble": _WRITING,
        "write_access_copy": _VIEWING,
        "stamp": _SIGNING,
        "prepare": _SIGNING,
        "embed": _SIGNING,
        "verify": _SIGNING,
        "read_holdings": _LASTING,
        "write_validation_data": _LASTING,
        "write_timestamp_room": _LASTING,
        "judge_return": _RETURNS,
        "judge_cms": _RETURNS,
    }
)
