"""What a command finds around it: the environment, the language, the office it is meant for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sohoa.output import Printer
from sohoa.settings import Settings
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
        """Return the settings: what the data folder amounts to, over it the SOHOA_* given."""
        folder = self.data(data)
        given = {name: value for name, value in self.env.items() if name.startswith("SOHOA_")}
        return Settings.from_env(
            {**OfficeFolder(folder).environment(), **given, "SOHOA_DATA": str(folder)}
        )

    def printer(self, *, as_json: bool) -> Printer:
        """Return a printer in the person's language."""
        return Printer(as_json=as_json, words=self.words())

    def words(self) -> Words:
        """Return the catalogue in the person's language."""
        return Words.load(language_of(self.env))
