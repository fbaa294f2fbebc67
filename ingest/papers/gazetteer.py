"""The names of Vietnam's administrative units, before and after July 2025.

They come from the data files of the package `vietnamadminunits` (MIT); its code is not imported,
since it pulls in a geometry library. Read at the first question and not before: about a tenth of
a second, which only papers with places pay.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from ingest.papers.identifiers import normal
from ingest.papers.letters import bare

_PACKAGE: Final = "vietnamadminunits"
_FORMER_PROVINCES: Final = ("Tỉnh Thừa Thiên Huế", "Tỉnh Hà Tây")  # gone before the data begins
_PARTS: Final = ("NO_ACCENTED", "ACCENTED", "SHORT_ACCENTED")
_LEVELS: Final = (
    ("PROVINCE", ("Thành phố", "Tỉnh")),
    ("DISTRICT", ("Thành phố", "Thị xã", "Huyện", "Quận")),
    ("COMMUNE", ("Thị trấn", "Phường", "Đặc khu", "Xã")),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit: its type, its own name, and the keys of province and district."""

    type: str
    name: str
    province: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Units by type and bare name (`key`); types are those of `unit_key`."""

    by_key: Mapping[tuple[str, str], tuple[Unit, ...]]
    by_type: Mapping[str, tuple[Unit, ...]]
    by_name: Mapping[str, tuple[Unit, ...]]


def key(name: str) -> str:
    """Return the bare letters of a name, without spaces, hyphens and apostrophes."""
    return "".join(filter(str.isalnum, bare(normal(name))))


@cache
def gazetteer() -> Gazetteer:
    """Return all units; an empty gazetteer where the package is not installed."""
    by_key: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    by_type: dict[str, list[Unit]] = defaultdict(list)
    by_name: dict[str, list[Unit]] = defaultdict(list)
    units = sorted(set(_units()), key=lambda one: (one.province, one.district, one.name))
    types = {unit.type: key(unit.type) for unit in units}
    for unit in units:
        name = key(unit.name)
        by_key[types[unit.type], name].append(unit)
        by_type[types[unit.type]].append(unit)
        by_name[name].append(unit)
    return Gazetteer(_frozen(by_key), _frozen(by_type), _frozen(by_name))


def _units() -> Iterator[Unit]:
    folder = _data_folder()
    if folder is None:
        return
    for name in _FORMER_PROVINCES:
        yield _unit(0, name, "")
    yield from _former_units(json.loads((folder / "parser_legacy.json").read_text("utf-8")))
    yield from _present_units(json.loads((folder / "parser_from_2025.json").read_text("utf-8")))


def _former_units(data: Mapping[str, Any]) -> Iterator[Unit]:
    for province, row in data["DICT_PROVINCE"].items():
        yield _unit(0, row["province"], province)
    for province, districts in data["DICT_PROVINCE_DISTRICT"].items():
        for district, row in districts.items():
            yield _unit(1, row["district"], province, district)
    for part in _PARTS:
        for province, districts in data[f"DICT_PROVINCE_DISTRICT_WARD_{part}"].items():
            for district, wards in districts.items():
                yield from (_unit(2, ward, province, district) for ward in _wards(wards))


def _present_units(data: Mapping[str, Any]) -> Iterator[Unit]:
    for province, row in data["DICT_PROVINCE"].items():
        yield _unit(0, row["province"], province)
    for part in _PARTS:
        for province, wards in data[f"DICT_PROVINCE_WARD_{part}"].items():
            yield from (_unit(2, ward, province) for ward in _wards(wards))


def _wards(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield communes' names; a few districts (islands) have none, and the data then holds NaN."""
    return (row["ward"] for row in rows.values() if isinstance(row["ward"], str))


def _unit(level: int, full: str, province: str, district: str = "") -> Unit:
    full = normal(full)
    for kind in _LEVELS[level][1]:
        if full.casefold().startswith(f"{kind} ".casefold()):
            return Unit(kind, full[len(kind) + 1 :], province, district)
    return Unit("", full, province, district)


def _data_folder() -> Path | None:
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "data"


def _frozen(groups: Mapping[Any, list[Unit]]) -> dict[Any, tuple[Unit, ...]]:
    return {one: tuple(units) for one, units in groups.items()}
