"""The folder of an embedded office on disk."""

from pathlib import Path

from sohoa.stack.folder import OfficeFolder


def test_what_an_office_keeps_is_its_owners_also_in_a_folder_that_is_open_to_all(
    tmp_path: Path,
) -> None:
    data = tmp_path / "office"
    data.mkdir()
    data.chmod(0o755)
    OfficeFolder(data).prepare()
    for path in data.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert (data / "office.db").exists()
    OfficeFolder(data).prepare()
