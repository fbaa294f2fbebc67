"""What a command finds around it: the environment, the language, the office it is meant for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sohoa.output import Printer
from sohoa.settings import PREFIX, Settings
from sohoa.stack.folder import OfficeFolder
from sohoa.words import Words, language_of

DEFAULT_DATA: Final = Path("var/office")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Made once by `sohoa/__main__.py`; commands find it as the Typer context's object."""

    env: Mapping[str, str]

    def data(self, given: Path | None) -> Path:
        """Return the data folder: the option, else SOHOA_DATA, else var/office here."""
        return (given or Path(self.env.get("SOHOA_DATA") or DEFAULT_DATA)).absolute()

    def settings(self, data: Path | None = None) -> Settings:
        """Return the settings of the office in the data folder and of the `SOHOA_*` given.

        A folder named on the command line goes before the environment; else the environment's
        addresses go before what the folder's last stack used.
        """
        folder = self.data(data)
        found = OfficeFolder(folder).environment()
        given = {name: value for name, value in self.env.items() if name.startswith(PREFIX)}
        merged = {**given, **found} if data is not None else {**found, **given}
        return Settings.from_env({**merged, "SOHOA_DATA": str(folder)})

    def cache(self) -> Path:
        """Return where what can be made again is kept for this user (XDG base directories)."""
        home = self.env.get("HOME")
        folder = self.env.get("XDG_CACHE_HOME") or (Path(home) if home else Path.home()) / ".cache"
        return Path(folder).absolute() / "sohoa"

    def printer(self, *, as_json: bool) -> Printer:
        """Return a printer in the person's language."""
        return Printer(as_json=as_json, words=self.words())

    def words(self) -> Words:
        """Return the catalogue in the person's language."""
        return Words.load(language_of(self.env))
