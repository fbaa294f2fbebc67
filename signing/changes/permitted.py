"""Where on a page looks may change after signing; kept apart from who compares pixels."""

from collections.abc import Mapping, Sequence

from signing.revisions.pdf_objects import Rectangle

# By page: boxes in which what lies on the page may change, though not the page's own ink.
Boxes = Mapping[int, Sequence[Rectangle]]
