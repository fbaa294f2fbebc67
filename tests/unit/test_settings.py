"""Settings are parsed once, and every mistake is told at once."""

from pathlib import Path

import pytest

from sohoa.settings import Settings, SettingsError, setting_names


def test_an_empty_environment_gives_a_working_default() -> None:
    settings = Settings.from_env({})
    assert settings.data == Path("var/office").absolute()
    assert settings.catalogue_url == f"sqlite:///{settings.data}/office.db"


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as told:
        Settings.from_env(
            {"SOHOA_S3_URL": "ftp://x", "SOHOA_UPLOAD_MIB": "-1", "SOHOA_S3_BUKET": "papers"}
        )
    text = " ".join(told.value.mistakes)
    assert len(told.value.mistakes) == 3
    assert "SOHOA_S3_URL" in text
    assert "SOHOA_UPLOAD_MIB" in text
    assert "SOHOA_S3_BUKET is not a setting" in text


def test_settings_survive_the_way_through_a_child_s_environment() -> None:
    settings = Settings.from_env(
        {"SOHOA_TSA": "http://127.0.0.1:1/a, http://127.0.0.1:2/b", "SOHOA_FONT": "/x/y.ttf"}
    )
    assert settings.tsa == ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b")
    assert Settings.from_env(settings.to_env()) == settings


def test_secrets_are_not_in_what_is_printed() -> None:
    assert "hush" not in repr(Settings.from_env({"SOHOA_S3_SECRET_KEY": "hush"}))


def test_names_that_are_not_ours_are_left_alone() -> None:
    Settings.from_env({"PATH": "/bin", "LANG": "C"})
    assert all(name.startswith("SOHOA_") for name in setting_names())
