"""Pages as a perfect reader would report them, made from text and places in per cent."""

from ingest.text import Box, Line, PageKind, PageText, Quality, Word

WIDTH, HEIGHT = 2480, 3508
LETTER_WIDTH, LINE_HEIGHT = 24, 50


def printed(x: float, y: float, text: str, *, middle: bool = False) -> Line:
    """A line that begins at x (or has its middle there) and stands at y, in per cent."""
    at = x / 100 * WIDTH
    if middle:
        at -= len(text) * LETTER_WIDTH / 2
    top = y / 100 * HEIGHT
    words = []
    for word in text.split(" "):
        end = at + len(word) * LETTER_WIDTH
        words.append(Word(word, Box(at, top, end, top + LINE_HEIGHT), 0.9))
        at = end + LETTER_WIDTH
    return Line(tuple(words))


def side_by_side(left: Line, right: Line) -> Line:
    """Two columns at one height, as a recogniser joins them."""
    return Line((*left.words, *right.words))


def page(
    *lines: Line,
    index: int = 0,
    source: int = 0,
    source_page: int | None = None,
    blank: bool = False,
    codes: tuple[str, ...] = (),
) -> PageText:
    """A page that holds the lines."""
    return PageText(
        index=index,
        source=source,
        source_page=index if source_page is None else source_page,
        kind=PageKind.SCAN,
        width=WIDTH,
        height=HEIGHT,
        dpi=300,
        rotation=0,
        skew=0.0,
        blank=blank,
        quality=Quality(),
        confidence=0.9,
        lines=lines,
        codes=codes,
    )


def official_head(
    *agency: str, number: str = "Số: 15/QĐ-UBND", date: str = "Hà Nội, ngày 05 tháng 3 năm 2026"
) -> tuple[Line, ...]:
    """The two-column head of NĐ 30/2020/NĐ-CP."""
    first, *others = agency
    right = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    lines = [side_by_side(printed(13, 6, first), printed(55, 6, right[0]))]
    for row, name in enumerate(others):
        left = printed(13, 8 + 2 * row, name)
        lines.append(side_by_side(left, printed(60, 8, right[1])) if row == 0 else left)
    below = 8 + 2 * len(others)
    lines.append(side_by_side(printed(14, below, number), printed(60, below, date)))
    return tuple(lines)
