"""The pictures that a signer looked at, drawn again and compared (law 7).

The same renderer draws the same page of the same bytes to the same picture, so a hash is enough to
prove what somebody saw. Another version of the renderer may draw otherwise: its pictures are
neither confirmed nor refuted, and so refused with a code of their own.
"""

import hashlib
from importlib.metadata import version
from typing import Final

from storage.objects import Digest
from workers.proofs import ShownPages
from workers.refusals import RefusedError
from workers.sandboxed import Sandboxed
from workers.workbench import Workbench, taken

_MOST_BYTES: Final = 64 << 20  # of a picture; a longer one has another hash
RENDERER: Final = f"pypdfium2 {version('pypdfium2')}, Pillow {version('pillow')}"


def require_pages(
    sandbox: Sandboxed, bench: Workbench, shown: Digest, pages: ShownPages | None
) -> None:
    """Return when these pictures, from the first page on, are what the file shows.

    Raises `RefusedError`: `shown_pages_differ`, or `other_renderer` when they were drawn by
    another version; `TaskRefusedError` when a page cannot be drawn or is not there.
    """
    if pages is None:
        return
    if pages.renderer != RENDERER:
        raise RefusedError(
            "other_renderer", f"{pages.renderer}, and here {RENDERER}", renderer=RENDERER
        )
    paper = bench.fetch(shown)
    for number, hashed in enumerate(pages.pages):
        picture = bench.folder / f"page-{number}.png"
        sandbox.render(paper, number, pages.width, picture)
        with taken(picture) as file:
            drawn = hashlib.sha256(file.read(_MOST_BYTES)).hexdigest()
        picture.unlink()
        if drawn != hashed:
            raise RefusedError("shown_pages_differ", f"page {number} of {shown}")
