"""Invents what a page is about: people, places, numbers, sentences. Nobody real is meant."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any


@cache
def _phrases() -> Mapping[str, Any]:
    text = Path(__file__).with_name("phrases.json").read_text("utf-8")
    phrases: Mapping[str, Any] = json.loads(text)
    return phrases


class Author:
    """Facts and sentences of one page; the same generator state gives the same page."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.province, self.place = self.one("provinces")
        self.district: str = self.one("districts")
        self.commune: str = self.one("communes")

    def one(self, kind: str) -> Any:  # noqa: ANN401 - the data file decides
        """Return one phrase of a kind."""
        return self.rng.choice(_phrases()[kind])

    def some(self, kind: str, least: int, most: int) -> Sequence[str]:
        """Return between `least` and `most` different phrases of a kind."""
        return self.rng.sample(_phrases()[kind], self.rng.randint(least, most))

    def name(self) -> str:
        """Return a person's name."""
        return f"{self.one('family')} {self.one('middle')} {self.one('given')}"

    def date(self) -> tuple[int, int, int]:
        """Return day, month, year."""
        return self.rng.randint(1, 28), self.rng.randint(1, 12), self.rng.randint(2016, 2025)

    def short_date(self) -> str:
        """Return a date as forms write it: 05/03/2021."""
        day, month, year = self.date()
        return f"{day:02}/{month:02}/{year}"

    def digits(self, count: int) -> str:
        """Return that many digits."""
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def address(self) -> str:
        """Return hamlet, commune, district and province."""
        return f"{self.one('hamlets')}, {self.commune}, {self.district}, {self.province}"

    def money(self) -> str:
        """Return an amount in đồng."""
        return f"{self.rng.randint(10, 9999)}.{self.rng.randint(0, 999):03}.000"

    def filled(self, sentence: str) -> str:
        """Fill the blanks of a sentence."""
        number = self.rng.randint
        return sentence.format(
            n=number(12, 9800),
            cq=f"Ủy ban nhân dân {self.province}",
            ten=self.name(),
            dc=self.address(),
            m2=f"{number(50, 900)},{number(1, 9)}",
            th=number(1, 990),
            tb=number(1, 80),
            tien=self.money(),
            chu=self.one("amounts"),
            ngay=self.short_date(),
            phi=f"{number(1, 9)}50.000",
            sv=number(100, 9999),
            nam=number(2019, 2025),
            dt=self.digits(9),
            pt=f"9{number(0, 9)},{number(0, 9)}",
            pt2=f"{number(30, 89)},{number(0, 9)}",
        )


def long_date(date: tuple[int, int, int]) -> str:
    """Return a date as documents print it."""
    day, month, year = date
    return f"ngày {day:02} tháng {month:02} năm {year}"
