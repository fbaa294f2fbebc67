"""The typed face of the sandbox for what makes signatures last. See `workers.sandboxed`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signing.lasting.gathering import Material
from signing.lasting.holdings import Holdings
from signing.lasting.revisions import Room
from workers.errors import CrashedError
from workers.sandboxed import Sandboxed
from workers.wire import from_wire, to_wire

_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class SandboxedLasting:
    """Files in, facts out; no file is opened here. Raises what `SandboxError` lists."""

    sandbox: Sandboxed

    def holdings(self, path: Path) -> Holdings:
        """Return what the file holds of signatures, certificates and answers."""
        answer = self.sandbox.ask("read_holdings", {"path": str(path)}, _SECONDS)
        try:
            return from_wire(Holdings, answer.get("holdings"))
        except (TypeError, ValueError, KeyError) as error:
            raise CrashedError(f"the child's answer is no holdings: {error}") from error

    def write_store(self, path: Path, material: Material, out: Path) -> None:
        """Write the file with this material in its store to `out`."""
        request = {"path": str(path), "material": to_wire(material), "out": str(out)}
        self.sandbox.ask("write_validation_data", request, _SECONDS)

    def write_room(self, path: Path, field: str, out: Path) -> Room:
        """Write the file with an empty place for a document timestamp to `out`."""
        request = {"path": str(path), "field": field, "out": str(out)}
        answer = self.sandbox.ask("write_timestamp_room", request, _SECONDS)
        try:
            region = from_wire(tuple[int, int], answer.get("region"))
            return Room(digest=bytes.fromhex(str(answer.get("digest"))), region=region)
        except (TypeError, ValueError, KeyError) as error:
            raise CrashedError(f"the child's answer is no place: {error}") from error
