"""Tasks that make signatures last, all without keys and network. Runs in a sandbox child only.

`workers.sandboxed_lasting` is the other end.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from signing.lasting.gathering import Material
from signing.lasting.holdings import holdings
from signing.lasting.revisions import write_room, write_store
from signing.making.file_copy import copy_file
from workers.wire import from_wire, to_wire

Report = Callable[[int, int], None]
Request = Mapping[str, object]


def read_holdings(request: Request, _report: Report) -> dict[str, object]:
    """{path} -> {holdings}."""
    with Path(str(request["path"])).open("rb") as file:
        return {"holdings": to_wire(holdings(file))}


def write_validation_data(request: Request, _report: Report) -> dict[str, object]:
    """{path, material, out} -> {}; writes the file with more in its store to `out`."""
    out = Path(str(request["out"]))
    copy_file(Path(str(request["path"])), out)
    with out.open("r+b") as file:
        write_store(file, from_wire(Material, request["material"]))
    return {}


def write_timestamp_room(request: Request, _report: Report) -> dict[str, object]:
    """{path, field, out} -> {digest, region}; writes the file with an empty place to `out`."""
    out = Path(str(request["out"]))
    copy_file(Path(str(request["path"])), out)
    with out.open("r+b") as file:
        room = write_room(file, field=str(request["field"]))
    return {"digest": room.digest.hex(), "region": list(room.region)}
