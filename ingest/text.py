"""What was read, where on the page, and how surely.

Facts only: frozen values that other rooms may keep. Coordinates are pixels of the page image at
its original resolution, after the page has been turned upright, origin at the top left.
Confidences run from 0 to 1. Text is Unicode NFC.
"""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle (x0, y0, x1, y1) in pixels of the upright page; x1 and y1 are exclusive."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand on one printed line, left to right. Never empty."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words, one space apart."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The smallest box around all words."""
        box = self.words[0].box
        for word in self.words[1:]:
            box = box.union(word.box)
        return box


class PageKind(StrEnum):
    """How the page came to us."""

    SCAN = "scan"  # a picture of paper
    BORN_DIGITAL = "born-digital"  # text and drawing operators, no scan: kept as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Measures of a page image; `None` where a measure does not apply (born-digital pages)."""

    blur: float | None = None  # variance of the Laplacian at 150 dpi; lower is blurrier
    contrast: float | None = None  # 0..1, spread between paper and ink
    ink: float | None = None  # share of dark pixels, 0..1
    # What the page looks like from afar, to find it twice in a stack; "" where nobody looked.
    look: str = ""


class Fault(StrEnum):
    """What can be wrong with a page image while the paper is still at hand."""

    LOW_RESOLUTION = "low_resolution"
    RESOLUTION_ASSUMED = "resolution_assumed"
    BLURRED = "blurred"
    CUT_OFF = "cut_off"
    TOO_DARK = "too_dark"
    TOO_LIGHT = "too_light"
    BLANK = "blank_page"
    UPSIDE_DOWN = "upside_down"
    FINGER = "finger"
    FOLD = "fold"
    STICKY_NOTE = "sticky_note"
    DUPLICATE = "duplicate_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFinding:
    """Something a person would want to see about a page image: what, how much, from where on.

    `measure` and `limit` are in the unit that `ingest.picture_warnings` says for the fault.
    `twin` is the index of the page that this one repeats.
    """

    code: Fault
    measure: float
    limit: float
    twin: int | None = None


@dataclass(frozen=True, slots=True)
class PageFindings:
    """What is wrong with the picture of page `page` (from 0) of a file; often nothing."""

    page: int
    findings: tuple[QualityFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """One page as it was read.

    `source` and `source_page` say where it came from: the n-th file of the scan and the page in
    it, both from 0. `rotation` (0, 90, 180, 270) is the clockwise turn that the scan had against
    upright; `skew` is in degrees, clockwise positive, of the upright page. `width` and `height`
    are of the upright page in pixels. `codes` are the payloads of 2-D codes found on the page;
    `findings` what is wrong with its picture.
    """

    index: int
    source: int
    source_page: int
    kind: PageKind
    width: int
    height: int
    dpi: int
    rotation: int
    skew: float
    blank: bool
    quality: Quality
    confidence: float
    lines: tuple[Line, ...]
    codes: tuple[str, ...] = ()
    findings: tuple[QualityFinding, ...] = ()

    @property
    def text(self) -> str:
        """The lines in reading order, one a line."""
        return "\n".join(line.text for line in self.lines)


class FieldSource(StrEnum):
    """Where a field's value comes from."""

    OCR = "ocr"
    QR = "qr"
    MRZ = "mrz"  # a card's or passport's machine-readable zone, its check digits right
    RULE = "rule"  # read by OCR, then repaired by a rule that guesses no digit
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value suggested for a document: a suggestion until a person confirms it.

    `page` indexes into the scan's pages; `box` is where it stands there, if anywhere.
    """

    value: str
    confidence: float
    page: int | None = None
    box: Box | None = None
    source: FieldSource = FieldSource.OCR


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedDocument:
    """Consecutive pages that seem to be one paper. `type` is "UNKNOWN" rather than a guess.

    `reasons` are codes of why it begins where it does, strongest first.
    """

    pages: tuple[int, ...]
    type: str
    title: str
    confidence: float
    fields: dict[str, Field] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


class LeftOutAs(StrEnum):
    """Why a page belongs to no paper."""

    COVER = "cover"
    SEPARATOR = "separator"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class LeftOutPage:
    """A page that belongs to no paper: its index in the scan, and why."""

    page: int
    why: LeftOutAs


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWarning:
    """Something a person should know: a stable code, a sentence, and the page if it has one."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of the scan as it was handed in. `sha256` is lower-case hex."""

    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was read from one scan: what the side-car file holds."""

    sources: tuple[SourceFile, ...]
    pages: tuple[PageText, ...]
    documents: tuple[ProposedDocument, ...]
    warnings: tuple[ReadingWarning, ...] = ()
    left_out: tuple[LeftOutPage, ...] = ()
