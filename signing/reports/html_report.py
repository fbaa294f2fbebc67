"""A report as one HTML page: no script, nothing fetched, readable on a telephone, printed on A4.

Every text is escaped: names in certificates and of fields and files are written by strangers.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

from signing.reports.report_page import Fact, ReportPage, Section

_STYLE: Final = """
@page{size:A4;margin:18mm 16mm}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:50rem;background:#fff;color:#1b1b1b;
font:1rem/1.5 "Times New Roman","Liberation Serif",serif;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:.2rem 0 .8rem}
h2{font-size:1.15rem;margin:0}
h3{font-size:1rem;margin:.8rem 0 .2rem}
.answer{border-left:.5rem solid;padding:.7rem 1rem;font-size:1.15rem;font-weight:bold;margin:0}
section{border-top:1px solid #b5b5b5;margin-top:1.4rem;padding-top:1rem}
.state{border-left:.35rem solid;padding-left:.6rem;margin:.4rem 0 .6rem;font-weight:bold}
.valid{color:#0b5d1e;background:#eaf6ec;border-color:#0b5d1e}
.invalid,.unreadable{color:#8f1313;background:#fbecec;border-color:#8f1313}
.indeterminate,.unsigned{color:#6b4700;background:#fdf4e0;border-color:#6b4700}
dl{display:grid;grid-template-columns:minmax(11rem,34%) 1fr;margin:.8rem 0;gap:.25rem 1rem}
dt{color:#4a4a4a}
dd{margin:0}
ul{margin:.2rem 0;padding-left:1.3rem}
.small{font-size:.85rem}
footer{border-top:1px solid #b5b5b5;margin-top:1.4rem;padding-top:.6rem;color:#4a4a4a}
@media (max-width:36rem){dl{display:block}dd{margin:0 0 .55rem}dt{font-size:.9rem}}
@media print{body{padding:0;max-width:none;font-size:11pt}dl,li,.answer{break-inside:avoid-page}
h2,h3{break-after:avoid-page}.answer,.state{print-color-adjust:exact}}
"""
_ALLOWED: Final = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(page: ReportPage) -> bytes:
    """Return the page as HTML in UTF-8."""
    parts = (
        f'<!DOCTYPE html>\n<html lang="{escape(page.language)}">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_ALLOWED}">\n',
        f"<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n",
        f"<h1>{escape(page.title)}</h1>\n",
        f'<p class="answer {escape(page.state)}">{escape(page.answer)}</p>\n',
        _facts(page.facts),
        _list(page.findings_title, page.findings),
        _list(page.advice_title, page.advice),
        *(_section(one, page) for one in page.sections),
        f"<section>\n<h2>{escape(page.evidence_title)}</h2>\n",
        f'<ul class="small">{_items(_kept(fact) for fact in page.evidence)}</ul>\n</section>\n',
        f"</main>\n<footer><small>{escape(page.note)}</small></footer>\n</body>\n</html>\n",
    )
    return "".join(parts).encode()


def _section(one: Section, page: ReportPage) -> str:
    reasons = f"<ul>{_items(one.reasons)}</ul>\n" if one.reasons else ""
    return (
        f"<section>\n<h2>{escape(one.title)}</h2>\n"
        f'<p class="state {escape(one.state)}">{escape(one.answer)}</p>\n'
        f"{reasons}{_facts(one.facts)}{_list(page.advice_title, one.advice)}</section>\n"
    )


def _facts(facts: Iterable[Fact]) -> str:
    rows = (f"<dt>{escape(f.label)}</dt><dd>{escape(f.value)}</dd>\n" for f in facts)
    return f"<dl>\n{''.join(rows)}</dl>\n"


def _list(title: str, items: tuple[str, ...]) -> str:
    return f"<h3>{escape(title)}</h3>\n<ul>{_items(items)}</ul>\n" if items else ""


def _items(items: Iterable[str]) -> str:
    return "".join(f"<li>{escape(item)}</li>" for item in items)


def _kept(fact: Fact) -> str:
    return f"{fact.label}: {fact.value}" if fact.value else fact.label
