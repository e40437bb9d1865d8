"""Prices: the first that fits holds, and amounts are counted in whole millionths, never too low."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clausewise.settings.prices import LARGEST, MILLIONTHS, Price, PriceError, Prices, millionths, read_prices
from tests.settings.price_list import PRICES, SPEC


@pytest.mark.parametrize(
    ("body", "price"),
    [
        ({"model": "sora-2-pro", "duration": "25"}, 3_000_000),
        ({"model": "sora-2-pro", "duration": "10"}, 500_000),
        ({"model": "sora-2"}, 100_000),
        ([], 100_000),
    ],
)
def test_the_first_price_that_fits_holds(prices: Path, body: object, price: int) -> None:
    assert read_prices(prices, SPEC).of(body) == price


def test_the_highest_price_stands_for_what_nobody_can_know(prices: Path) -> None:
    read: Prices = read_prices(prices, SPEC)
    assert read.highest == 3 * MILLIONTHS
    assert (read.currency, [entry.amount for entry in read.entries]) == ("USD", [3_000_000, 500_000, 100_000])


def test_a_price_for_true_does_not_hold_for_1(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(PRICES.replace('model = "sora-2-pro", duration = "25"', "hd = true"))
    read = read_prices(path, SPEC)
    assert read.of({"hd": True}) == 3_000_000
    assert read.of({"hd": 1}) == 100_000


@pytest.mark.parametrize(
    ("amount", "counted"),
    [
        (0, 0),
        ("0.000001", 1),
        (0.1, 100_000),
        ("0.0000001", 1),
        ("1.0000001", 1_000_001),
        (LARGEST, LARGEST * MILLIONTHS),
    ],
)
def test_an_amount_is_counted_in_millionths_and_never_too_low(amount: object, counted: int) -> None:
    assert millionths(amount, "here") == counted


@pytest.mark.parametrize("amount", [True, -0.01, LARGEST + 1, "nan", "inf", "x", None, [1]])
def test_what_is_no_amount_is_refused_with_its_place(amount: object) -> None:
    with pytest.raises(
        PriceError, match=r"^here: .* is no amount of money; give a number such as 0.25, at most 1000000$"
    ):
        millionths(amount, "here")


@pytest.mark.parametrize(("amount", "text"), [(0, "0.00 USD"), (1_500_000, "1.50 USD"), (999, "0.00 USD")])
def test_an_amount_for_people_has_two_places(prices: Path, amount: int, text: str) -> None:
    assert read_prices(prices, SPEC).text(amount) == text


@pytest.mark.parametrize(
    ("fields", "most"),
    [
        ({"duration": 25}, 900),
        ({"duration": "25"}, 900),
        ({"duration": 25.0}, 900),
        ({"duration": [25]}, 900),
        ({"duration": " ２５ "}, 900),  # noqa: RUF001 - full-width digits, which a lax server may read
        ({"duration": "25.0"}, 900),
        ({"sound": "TRUE"}, 700),
        ({"sound": [["True"]]}, 700),
        ({"sound": True, "duration": 24}, 700),
        ({"duration": 250}, 5),
        ({"duration": [25, 25]}, 5),
        ({"duration": 25.5}, 5),
        ({}, 5),
    ],
)
def test_a_body_costs_at_most_what_a_lax_server_could_read_in_it(fields: dict[str, Any], most: int) -> None:
    prices = Prices("USD", (Price(900, {"duration": 25}), Price(700, {"sound": True}), Price(5, {})))
    assert prices.at_most(fields) == most


def test_a_body_costs_at_most_the_dearer_of_both_readings() -> None:
    prices = Prices("USD", (Price(1, {"duration": 25}), Price(900, {})))
    assert prices.at_most({"duration": 25}) == 1
    assert prices.at_most({"duration": "25"}) == 900


def test_prices_are_made_again_from_their_plain_data() -> None:
    prices = Prices("USD", (Price(900, {"duration": 25}), Price(5, {})))
    assert Prices.of_facts(prices.facts) == prices
