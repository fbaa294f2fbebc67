"""PDF files made to hurt whoever opens them: loops, bombs, heaps, and scripts with a canary."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.support import coded_images
from tests.support.coded_images import SIZE, Coded, all_codings, pdf_with

_DRAW = b"q %d 0 0 %d 0 0 cm /Im0 Do Q" % SIZE


def bare(objects: dict[int, bytes], *, root: int = 1, prev: int | None = None) -> bytes:
    """Return a file of these objects as written, with a true cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, count = len(out), max(objects) + 1
    rows = (
        b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n"
        for n in range(count)
    )
    out += b"xref\n0 %d\n%b" % (count, b"".join(rows))
    earlier = b"" if prev is None else b" /Prev %d" % (start if prev < 0 else prev)
    out += b"trailer << /Size %d /Root %d 0 R%b >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(count, root),
        *(earlier, start),
    )
    return bytes(out)


def _catalogue(pages: bytes, **more: bytes) -> dict[int, bytes]:
    extra = b" ".join(b"/%b %b" % (key.encode(), value) for key, value in more.items())
    return {1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % extra, 2: pages}


def recursive_tree() -> bytes:
    return bare(_catalogue(b"<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] >>"))


def deep_tree(depth: int = 20_000) -> bytes:
    tree = {
        n: b"<< /Type /Pages /Count 1 /Parent %d 0 R /Kids [%d 0 R] >>" % (max(2, n - 1), n + 1)
        for n in range(2, depth)
    }
    leaf = {depth: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] >>" % (depth - 1)}
    return bare({1: b"<< /Type /Catalog /Pages 2 0 R >>"} | tree | leaf)


def many_kids(count: int = 100_000) -> bytes:
    kids = b"3 0 R " * count
    tree = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids)
    return bare(_catalogue(tree) | {3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"})


def lying_count() -> bytes:
    tree = b"<< /Type /Pages /Count 2147483647 /Kids [3 0 R] >>"
    return bare(_catalogue(tree) | {3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"})


def _one_page(page: bytes, more: dict[int, bytes], **catalogue: bytes) -> bytes:
    tree = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    head = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 320 440] %b >>" % page
    return bare(_catalogue(tree, **catalogue) | {3: head} | more)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def deep_arrays(depth: int = 100_000) -> bytes:
    return _one_page(b"/Odd " + b"[" * depth + b"]" * depth, {})


def deep_dictionaries(depth: int = 50_000) -> bytes:
    return _one_page(b"/Odd " + b"<</A " * depth + b"0" + b">>" * depth, {})


def forms_in_a_circle() -> bytes:
    form = b"/Subtype /Form /BBox [0 0 320 440] /Resources << /XObject << /F 5 0 R >> >>"
    page = b"/Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >>"
    return _one_page(page, {4: _stream(b"/F Do"), 5: _stream(b"/F Do /F Do", form)})


def tables_in_a_circle() -> bytes:
    return bare(_catalogue(b"<< /Type /Pages /Count 0 /Kids [] >>"), prev=-1)


def endless_content(operators: int = 200_000) -> bytes:
    packed = zlib.compress(b"q 1 0 0 1 0 0 cm 0 0 320 440 re f Q " * operators, 9)
    return _one_page(b"/Contents 4 0 R", {4: _stream(packed, b"/Filter /FlateDecode")})


def flate_bomb(times: int = 3, size: int = 1 << 30) -> bytes:
    """Return an image behind `times` Flate filters that unfolds to `size` bytes."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"\0") + packer.flush(zlib.Z_FULL_FLUSH)
    # Nothing before a full flush is looked at again, so that one block can stand many times.
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    data = head + block * (size >> 20) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return pdf_with(Coded(data=data, filters=("FlateDecode",) * times))


def run_length_bomb(size: int = 512 << 20) -> bytes:
    """Return runs of 128 zeros (ISO 32000-1, 7.4.5) behind Flate."""
    data = zlib.compress(b"\x81\0" * (size // 128) + b"\x80", 9)
    return pdf_with(Coded(data=data, filters=("FlateDecode", "RunLengthDecode")))


def lzw_bomb(size: int = 16 << 20) -> bytes:
    """Return LZW codes (ISO 32000-1, 7.4.4) that unfold to `size` zeros and more, behind Flate.

    Each code is the one that is just being made: a byte longer than the one before it.
    """
    clear, end, first, full = 256, 257, 258, 4094
    round_ = [(clear, 9), (0, 9)]
    round_ += [(code, (code + 1).bit_length()) for code in range(first, full)]
    unfolded = sum(range(1, full - first + 2))
    last = full.bit_length()
    bits = "".join(f"{code:0{width}b}" for code, width in round_)
    # A clear code has the width of the codes before it.
    more = f"{clear:0{last}b}" + bits[9:]
    bits += more * (size // unfolded) + f"{end:0{last}b}"
    bits += "0" * (-len(bits) % 8)
    codes = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return pdf_with(Coded(data=zlib.compress(codes, 9), filters=("FlateDecode", "LZWDecode")))


def jbig2_flood() -> bytes:
    """Return a JBIG2 page that says it is 60,000 pixels square, whatever the image says."""
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(
        ">IIIIBH", 60_000, 60_000, 0, 0, 0, 0
    )
    return pdf_with(Coded(data=page + coded_images.jbig2()[30:], filters=("JBIG2Decode",), bits=1))


def jpx_flood() -> bytes:
    """Return a JPEG 2000 code stream whose size marker (ISO 15444-1, A.5.1) claims a gigapixel."""
    data = bytearray(coded_images.saved("JPEG2000"))
    at = data.index(b"\xff\x51") + 6
    data[at : at + 8] = struct.pack(">II", 60_000, 60_000)
    return pdf_with(Coded(data=bytes(data), filters=("JPXDecode",)))


def with_canary(canary: Path, url: str) -> bytes:
    """Return a page whose scripts and actions would write `canary` or fetch `url`."""
    document = pikepdf.open(BytesIO(pdf_with(all_codings()["jpeg"])))
    script = f"app.launchURL('{url}', true); this.saveAs('{canary}'); app.alert(1);"
    actions = {
        "js": Dictionary(S=Name.JavaScript, JS=script),
        "launch": Dictionary(S=Name.Launch, F=str(canary), Unix=Dictionary(F=f"touch {canary}")),
        "uri": Dictionary(S=Name.URI, URI=url),
        "submit": Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=url)),
        "import": Dictionary(S=Name.ImportData, F=str(canary)),
        "remote": Dictionary(S=Name.GoToR, F=Dictionary(FS=Name.URL, F=url), D=Array([0])),
    }
    root, page = document.Root, document.pages[0]
    root.OpenAction = actions["js"]
    root.AA = Dictionary(WC=actions["launch"], DP=actions["js"])
    root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array(["a", actions["js"], "b", actions["launch"]])),
    )
    root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(script.encode()))
    page.AA = Dictionary(O=actions["launch"], C=actions["submit"])
    page.Annots = Array(
        [
            document.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 320, 440]), A=one)
            )
            for one in actions.values()
        ]
    )
    outside = pikepdf.Stream(document, b"")  # an image whose bytes lie elsewhere (7.11.4)
    outside.update(all_of_an_image())
    outside.F = Dictionary(FS=Name.URL, F=url)
    outside.FFilter = Name.DCTDecode
    page.Resources.XObject.Im1 = document.make_indirect(outside)
    page.Contents = pikepdf.Stream(document, _DRAW + b" q 9 0 0 9 0 0 cm /Im1 Do Q")
    return coded_images.written(document)


def all_of_an_image() -> Dictionary:
    return Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=9,
        Height=9,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )


def locked(whole: bytes, revision: int, *, aes: bool) -> bytes:
    """Return the file under a password, encrypted as that revision does (ISO 32000-2, 7.6.4)."""
    out = BytesIO()
    locks = pikepdf.Encryption(user="open", owner="own", R=revision, aes=aes, metadata=aes)  # type: ignore[arg-type] # a number
    with pikepdf.open(BytesIO(whole)) as document:
        document.save(out, encryption=locks)
    return out.getvalue()
