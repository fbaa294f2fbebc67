"""Damaged or foreign engine data is refused with a word, and never crashes what reads it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import EngineDataError, EngineMissingError
from ingest.recognition.alphabet import Alphabet, read_alphabet
from ingest.recognition.network_weights import read_network
from ingest.recognition.tessdata import LANGUAGE, find_tessdata
from ingest.recognition.trained_data import TrainedData, read_trained_data

PATH = find_tessdata() / f"{LANGUAGE}.traineddata"
WHOLE = read_trained_data(PATH)
# Beyond the weights' heads there is nothing but weights.
HEADS = 2000


def flipped(data: bytes, flips: list[tuple[int, int]]) -> bytes:
    damaged = bytearray(data)
    for place, bits in flips:
        damaged[place % len(damaged)] ^= bits
    return bytes(damaged)


def read(path: Path) -> TrainedData:
    trained = read_trained_data(path)
    read_network(trained.network)
    read_alphabet(trained.characters, trained.recoder)
    return trained


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, HEADS), st.integers(1, 255)), min_size=1, max_size=4))
def test_a_network_with_flipped_bits_is_read_or_refused(flips: list[tuple[int, int]]) -> None:
    try:
        network = read_network(flipped(WHOLE.network, flips))
    except EngineDataError:
        return
    assert network.height > 0
    assert 0 <= network.blank < len(network.codes.values)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE.network) - 1))
def test_a_network_that_ends_too_early_is_refused(length: int) -> None:
    try:
        read_network(WHOLE.network[:length])
    except EngineDataError:
        return
    assert length > len(WHOLE.network) - 64  # what follows the last number that we need


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), min_size=1, max_size=4))
def test_an_alphabet_with_flipped_bits_is_read_or_refused(flips: list[tuple[int, int]]) -> None:
    for characters, recoder in (
        (flipped(WHOLE.characters, flips), WHOLE.recoder),
        (WHOLE.characters, flipped(WHOLE.recoder, flips)),
    ):
        try:
            alphabet = read_alphabet(characters, recoder)
        except EngineDataError:
            continue
        alphabet.spell([0, 5, 268, 3, 100_000])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.lists(st.tuples(st.integers(0, 195), st.integers(1, 255))))
def test_a_damaged_table_of_entries_is_read_or_refused(
    cut: int, flips: list[tuple[int, int]]
) -> None:
    data = PATH.read_bytes()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vie.traineddata"
        for damaged in (data[:cut], flipped(data, flips) if flips else b""):
            path.write_bytes(damaged)
            try:
                read(path)
            except EngineMissingError:
                continue
            assert flips


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EngineMissingError):
        read_trained_data(tmp_path / "vie.traineddata")


def test_the_installed_data_is_read() -> None:
    network = read_network(WHOLE.network)
    alphabet = read_alphabet(WHOLE.characters, WHOLE.recoder)
    assert network.height == 36
    assert (network.blank,) not in alphabet.characters
    assert {"ữ", "Đ", "7", " "} <= set(alphabet.characters.values())


@given(st.lists(st.integers(0, 9), max_size=30))
def test_rows_of_codes_are_spelt_from_the_left(codes: list[int]) -> None:
    """A script of rows: 1, 2-3, 4-5-6; all else stands for nothing."""
    known = {(1,): "a", (2, 3): "b", (4, 5, 6): "c"}
    alphabet = Alphabet(known, frozenset({(2,), (4,), (4, 5)}))
    rows = {text: row for row, text in known.items()}
    spelt = alphabet.spell(codes)
    assert [codes[place : place + len(rows[text])] for place, text in spelt] == [
        list(rows[text]) for _, text in spelt
    ]
    assert sum(text == "a" for _, text in spelt) == codes.count(1)


@given(st.lists(st.sampled_from("abc")))
def test_what_is_written_in_codes_is_spelt_back(text: list[str]) -> None:
    rows = {"a": (1,), "b": (2, 3), "c": (4, 5, 6)}
    alphabet = Alphabet({row: one for one, row in rows.items()}, frozenset({(2,), (4,), (4, 5)}))
    codes = [code for one in text for code in rows[one]]
    assert [one for _, one in alphabet.spell(codes)] == text
