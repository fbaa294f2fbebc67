"""Writes HEIC files as phones do, without an encoder: blocks of uncoded samples in HEVC.

One block of 32 x 32 samples is one slice in PCM mode (ITU-T H.265, 7.3.8.7), so that no picture
has to be predicted and only two fixed bits of arithmetic coding are needed. ISO/IEC 23008-12 boxes.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK = 32
_IDR, _VPS, _SPS, _PPS = 20, 32, 33, 34
_PROFILE = "00000011" + "0111" + "0" * 28 + "1001" + "0" * 43 + "0" + "01011101"  # still, level 3.1


@dataclass(frozen=True)
class Photo:
    """A picture: rows by columns by (red, green, blue), and the counter-clockwise quarter turns."""

    pixels: NDArray[np.uint8]
    turns: int = 0
    claim: tuple[int, int] | None = None  # width, height that its box says


def heic(photos: Sequence[Photo]) -> bytes:
    coded = [_coded(photo.pixels) for photo in photos]
    head = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    start = len(head) + len(_meta(photos, coded, 0)) + 8
    return head + _meta(photos, coded, start) + _box(b"mdat", b"".join(one for _, one in coded))


def _coded(pixels: NDArray[np.uint8]) -> tuple[bytes, bytes]:
    """Return the decoder's configuration and the slices of a picture."""
    height, width = pixels.shape[:2]
    down, across = -(-height // _BLOCK), -(-width // _BLOCK)
    padded = np.pad(
        pixels, ((0, down * _BLOCK - height), (0, across * _BLOCK - width), (0, 0)), mode="edge"
    ).astype(np.float64)
    red, green, blue = (padded[..., plane] for plane in range(3))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    planes = [  # narrow range, as a stream that says nothing is taken (ITU-R BT.601)
        16 + luma * 0.859,
        (128 + (blue - luma) * 0.495)[::2, ::2],
        (128 + (red - luma) * 0.627)[::2, ::2],
    ]
    samples = [np.clip(plane.round(), 0, 255).astype(np.uint8) for plane in planes]
    slices = b""
    for number in range(down * across):
        row, column = divmod(number, across)
        raw = b""
        for plane, side in zip(samples, (_BLOCK, _BLOCK // 2, _BLOCK // 2), strict=True):
            raw += plane[
                row * side : (row + 1) * side, column * side : (column + 1) * side
            ].tobytes()
        unit = _slice(number, down * across, raw)
        slices += struct.pack(">I", len(unit)) + unit
    return _configuration(width, height, across * _BLOCK, down * _BLOCK), slices


def _slice(number: int, total: int, raw: bytes) -> bytes:
    address = "" if number == 0 else f"{number:0{max(1, (total - 1).bit_length())}b}"
    header = ("1" if number == 0 else "0") + "0" + _ue(0) + address + _ue(2) + _se(0)
    # part_mode 2Nx2N, the likelier of a fresh context, then pcm_flag; then the end of the slice.
    opened = _aligned(header + "1") + _aligned(_ended(510 - 240))
    return _unit(_IDR, _bytes(opened) + raw + _bytes(_aligned(_ended(510))))


def _ended(span: int) -> str:
    """Return the bits of a terminating 1 (H.265, 9.3.4.7) coded in an interval from 0 of `span`."""
    low, span, bits, held = span - 2, 2, "", 0
    for _ in range(7):
        if 256 <= low < 512:
            held, low = held + 1, low - 256
        else:
            bit = int(low >= 512)
            bits += str(bit) + str(1 - bit) * held
            held, low = 0, low - 512 * bit
        low *= 2
    bit = low >> 9 & 1
    bits += str(bit) + str(1 - bit) * held + f"{(low >> 7 & 3) | 1:02b}"
    return bits[1:]  # the first bit of all is never written


def _configuration(width: int, height: int, coded_width: int, coded_height: int) -> bytes:
    once = _ue(0) * 3
    vps = "0000" + "11" + "000000" + "000" + "1" + "1" * 16 + _PROFILE + "1" + once
    vps += "000000" + _ue(0) + "00"
    sps = "0000" + "000" + "1" + _PROFILE + _ue(0) + _ue(1) + _ue(coded_width) + _ue(coded_height)
    sps += "1" + _ue(0) + _ue((coded_width - width) // 2)
    sps += _ue(0) + _ue((coded_height - height) // 2)
    sps += _ue(0) * 3 + "1" + once + _ue(2) + _ue(0) + _ue(0) + _ue(3) + _ue(0) * 2
    sps += "000" + "1" + "0111" + "0111" + _ue(2) + _ue(0) + "1" + _ue(0) + "0000" + "0"
    pps = _ue(0) * 2 + "00" + "000" + "00" + _ue(0) * 2 + _se(0) + "000" + _se(0) * 2 + "0"
    pps += "00" + "000" + "0" + "101" + "00" + _ue(0) + "00"
    units = [
        (kind, _unit(kind, _bytes(_aligned(bits + "1"))))
        for kind, bits in ((_VPS, vps), (_SPS, sps), (_PPS, pps))
    ]
    record = bytes([1]) + _bytes(_PROFILE)
    record += bytes.fromhex("f000 fc fd f8 f8 0000 0f 03")
    for kind, unit in units:
        record += struct.pack(">BHH", 0x80 | kind, 1, len(unit)) + unit
    return record


def _meta(photos: Sequence[Photo], coded: Sequence[tuple[bytes, bytes]], start: int) -> bytes:
    count = len(photos)
    places, entries, properties, links = b"", b"", b"", b""
    for number, (photo, (record, slices)) in enumerate(zip(photos, coded, strict=True), start=1):
        places += struct.pack(">HHHII", number, 0, 1, start, len(slices))
        start += len(slices)
        entries += _box(b"infe", struct.pack(">IHH", 2 << 24, number, 0) + b"hvc1\0")
        height, width = photo.pixels.shape[:2]
        size = photo.claim or (width, height)
        properties += _box(b"hvcC", record) + _box(b"ispe", struct.pack(">III", 0, *size))
        properties += _box(b"irot", bytes([photo.turns % 4]))
        first = 3 * number - 2
        links += struct.pack(">HB3B", number, 3, 0x80 | first, 0x80 | first + 1, 0x80 | first + 2)
    inside = _box(b"hdlr", bytes(8) + b"pict" + bytes(13))
    inside += _box(b"pitm", struct.pack(">IH", 0, 1))
    inside += _box(b"iloc", struct.pack(">IBBH", 0, 0x44, 0, count) + places)
    inside += _box(b"iinf", struct.pack(">IH", 0, count) + entries)
    linked = _box(b"ipma", struct.pack(">II", 0, count) + links)
    inside += _box(b"iprp", _box(b"ipco", properties) + linked)
    return _box(b"meta", bytes(4) + inside)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def _unit(kind: int, body: bytes) -> bytes:
    """Return a NAL unit: two zero bytes are never followed by less than four (H.265, 7.4.2)."""
    out, zeros = bytearray([kind << 1, 1]), 0
    for byte in body:
        if zeros == 2 and byte < 4:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def _ue(value: int) -> str:
    bits = f"{value + 1:b}"
    return "0" * (len(bits) - 1) + bits


def _se(value: int) -> str:
    return _ue(2 * value - 1 if value > 0 else -2 * value)


def _aligned(bits: str) -> str:
    return bits + "0" * (-len(bits) % 8)


def _bytes(bits: str) -> bytes:
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
