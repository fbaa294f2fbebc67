"""Stacks of many small pages: each is a picture with a few lines on it, quick to read."""

import io

from PIL import Image, ImageDraw, ImageFont


def thick_pdf(pages: int, first: int = 1) -> bytes:
    """Return a scan of so many pages, each with its number on it."""
    return _saved([_page(first + number) for number in range(pages)], "PDF", resolution=150)


def thick_tiff(pages: int) -> bytes:
    """Return the same as a TIFF file."""
    drawn = [_page(1 + number) for number in range(pages)]
    return _saved(drawn, "TIFF", compression="tiff_lzw", dpi=(150, 150))


def _saved(pages: list[Image.Image], form: str, **options: object) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, form, save_all=True, append_images=pages[1:], **options)
    return out.getvalue()


def _page(number: int) -> Image.Image:
    page = Image.new("L", (760, 360), 255)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(size=30)
    for row, text in enumerate(
        (f"Trang {number}", "Khi nhan duoc giay nay xin ghi", "vao so va bao cho nguoi nop")
    ):
        draw.text((60, 60 + 80 * row), text, fill=0, font=font)
    return page
