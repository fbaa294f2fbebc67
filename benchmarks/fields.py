"""How many fields are right, and whether their confidence tells: `python -m benchmarks.fields SET`.

SET is a folder of drawn pages with their truth: `manifest.json` (pages with `n` and `file`) and
`gt/NNN.json` (`kind` and `fields`). A field is right when its value equals the truth after NFC,
with spaces, kinds of dashes and the case of names levelled, and dates in ISO 8601.
Read pages are kept as side-cars under `--kept`, so that rules can be measured without reading anew.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from benchmarks.kept_pages import kept_pages
from ingest.digitize import propose
from ingest.papers.identifiers import normal
from ingest.papers.types import builtin_types
from ingest.text import Field, PageText

BINS: Final = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0001)
_TYPES: Final = {
    "qd": "QD", "cv": "CV", "tb": "TB", "don": "DON", "xn": "GXN", "sodo": "GCN", "cccd": "CCCD",
}  # fmt: skip
_COMMITTEE: Final = "ỦY BAN NHÂN DÂN"
_SAME: Final = {"ngay_text": "ngay_ban_hanh"}
_DATE: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_IN_WORDS: Final = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One field of one page: what is true, what was found; either may be missing."""

    page: str
    kind: str
    name: str
    truth: str | None
    found: Field | None

    @property
    def right(self) -> bool:
        """Whether the value that was found is the true one."""
        return (
            self.found is not None
            and self.truth is not None
            and level(self.name, self.found.value) == level(self.name, self.truth)
        )


def level(name: str, value: str) -> str:
    """Return a value in the form in which two values are compared."""
    value = " ".join(normal(value).split())
    match = _DATE.fullmatch(value) or _IN_WORDS.fullmatch(value)
    if match:
        return f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    if name in {"so_cccd", "dien_thoai", "so_ky_hieu", "so_phat_hanh"}:
        return value.replace(" ", "").upper()
    return value.strip(" .,;:").casefold()


def truths(kind: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return what is true of a page, by the names that reading uses."""
    true = {_SAME.get(name, name): value for name, value in fields.items() if value}
    true.pop("loai", None)
    if true.get("co_quan_chu_quan") == _COMMITTEE:  # one name on two lines, not an agency's parent
        true["co_quan"] = f"{true.pop('co_quan_chu_quan')} {true['co_quan']}"
    if kind in _TYPES:
        true["loai"] = _TYPES[kind]
    return true


def judge(folder: Path, pages: Mapping[str, PageText]) -> Iterator[Judged]:
    """Yield every field that is true of a page or was found on one whose truth lists such."""
    types = builtin_types()
    names = {one.name_vi: one.code for one in types}
    for key, page in pages.items():
        truth: dict[str, Any] = json.loads((folder / "gt" / f"{key}.json").read_text("utf-8"))
        true = truths(truth["kind"], truth["fields"])
        found = {}
        for document in propose((), (page,), types).documents:
            found.update(document.fields)
        if "loai" in found:
            code = names.get(found["loai"].value, found["loai"].value)
            found["loai"] = Field(value=code, confidence=found["loai"].confidence)
        for name in sorted(true.keys() | found.keys()):
            yield Judged(
                page=key,
                kind=truth["kind"],
                name=name,
                truth=true.get(name),
                found=found.get(name),
            )


def by_name(judged: Sequence[Judged]) -> list[str]:
    """Return a table row for each field: right of true (recall), right of found (precision)."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.name].append(one)
    rows = []
    for name, group in [*sorted(groups.items()), ("ALL", list(judged))]:
        true = [one for one in group if one.truth is not None]
        found = [one for one in group if one.found is not None and one.truth is not None]
        right = sum(one.right for one in true)
        extra = sum(one.truth is None for one in group)
        if true:
            rows.append(
                f"{name:18} {right:4}/{len(true):4} right {100 * right / len(true):6.1f} %   "
                f"of found {100 * right / max(1, len(found)):6.1f} %   without truth {extra}"
            )
    return rows


def reliability(judged: Sequence[Judged]) -> list[str]:
    """Return a table row for each span of confidence: how many were found, and the right share."""
    checked = [(one.found.confidence, one.right) for one in judged if one.found and one.truth]
    rows = []
    for low, high in [*pairwise(BINS), (0.9, BINS[-1])]:
        group = [(sure, right) for sure, right in checked if low <= sure < high]
        if group:
            mean = sum(sure for sure, _ in group) / len(group)
            share = sum(right for _, right in group) / len(group)
            rows.append(
                f"{low:.2f} - {min(high, 1):.2f}  {len(group):5} fields, said {mean:.3f}, "
                f"right {share:.4f}, wrong {sum(not right for _, right in group)}"
            )
    return rows


def main() -> None:
    """Read or reload the pages of one or more sets, and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--kept", type=Path, default=Path("var") / "kept-pages")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong or missing")
    arguments = parser.parse_args()
    judged: list[Judged] = []
    for folder in arguments.sets:
        pages = kept_pages(folder, arguments.kept / folder.name)
        judged.extend(judge(folder, pages))
    if arguments.wrong:
        for one in judged:
            if one.truth is not None and not one.right:
                got = (
                    f"{one.found.value} ({one.found.confidence:.3f}, {one.found.source})"
                    if one.found
                    else "-"
                )
                print(f"{one.page} {one.kind:5} {one.name:17} {one.truth} | {got}")
    print("\n".join(by_name(judged)))
    print("\n".join(reliability(judged)))


if __name__ == "__main__":
    main()
