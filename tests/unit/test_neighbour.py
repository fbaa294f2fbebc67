"""What is written beside a file lets nobody in who was not let in before."""

from pathlib import Path

import pytest

from signing.making.neighbour import neighbour


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_it_is_its_writers_alone_while_it_is_written(tmp_path: Path) -> None:
    with neighbour(tmp_path / "out.pdf") as made:
        assert mode_of(made) == 0o600
        assert not (tmp_path / "out.pdf").exists()


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    out.write_bytes(b"old")
    out.chmod(0o440)
    with neighbour(out) as made:
        made.write_bytes(b"new")
    assert (out.read_bytes(), mode_of(out)) == (b"new", 0o440)


def test_it_can_be_as_open_as_another_file(tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    source.touch(0o600)
    with neighbour(tmp_path / "out.pdf", like=source):
        pass
    assert mode_of(tmp_path / "out.pdf") == 0o600


def test_after_a_failure_all_is_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / f"{'quyết định ' * 12}.pdf"
    out.write_bytes(b"old")

    def fails() -> None:
        with neighbour(out) as made:
            made.write_bytes(b"half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fails()
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]
