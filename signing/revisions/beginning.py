"""The first bytes of a file as a file of their own, without a copy of them."""

import io


class Beginning(io.BytesIO):
    """A read-only stream over `data` that ends at `end`; it shares the bytes it is given."""

    def __init__(self, data: bytes, end: int) -> None:
        super().__init__(data)
        self._end = end

    def read(self, size: int | None = -1, /) -> bytes:
        """Return at most `size` bytes, fewer where the beginning ends."""
        left = max(0, self._end - self.tell())
        return super().read(left if size is None or size < 0 else min(size, left))

    def readinto(self, buffer: object, /) -> int:
        """Fill the buffer as far as the beginning goes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type] # any writable buffer
        held = self.read(len(view))
        view[: len(held)] = held
        return len(held)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move; the end is that of the beginning."""
        if whence == io.SEEK_END:
            return super().seek(max(0, self._end + offset))
        return super().seek(offset, whence)
