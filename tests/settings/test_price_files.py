"""A file that is no list of prices is refused, with the place of what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.settings.prices import PriceError, read_prices
from clausewise.spec import Spec
from tests.settings.price_list import PRICES, SPEC

#: Every valid request has a price here, but for those that nobody has planned.
TABLE = "\n".join(
    f"[[price]]\namount = 1\nwhen = {{ model = {model!r}, duration = {duration!r} }}"
    for model in ("sora-2", "sora-2-pro")
    for duration in ("10", "15", "25")
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        'currency = "USD"',
        'currency = "USD"\n[[price]]\namount = -1',
        'currency = "USD"\n[[price]]\namount = "x"',
        'currency = "USD"\n[[price]]\namount = [1]',
        'currency = "USD"\n[[price]]\namount = 1e99',
        'currency = "USD"\nprice = 5',
        f"{PRICES}\n[[prices]]\namount = 4",
        f"{PRICES}\n[[price]]\namount = 4\nwhen = {{ modle = 'sora-2-pro' }}",
        f"{PRICES}\n[[price]]\namount = 4\nwhen = {{ duration = 25 }}",
        f"{PRICES}\n[[price]]\namount = 4\nwhen = {{ duration = 1979-05-27 }}",
        "[",
    ],
)
def test_a_file_that_is_no_list_of_prices_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(PriceError, match=r"prices\.toml"):
        read_prices(path, SPEC)


@pytest.mark.parametrize("entries", ['[[price]]\namount = 1\nwhen = { model = "sora-2" }', TABLE])
def test_prices_without_one_for_every_request_are_refused(entries: str, tmp_path: Path) -> None:
    """A refused row is taken apart in mid-run, by requests that no plan shows."""
    path = tmp_path / "prices.toml"
    path.write_text(f'currency = "USD"\n{entries}\n')
    with pytest.raises(PriceError, match="without `when`, for all other requests"):
        read_prices(path, SPEC)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match=r"none\.toml: the prices cannot be read \(No such file"):
        read_prices(tmp_path / "none.toml", SPEC)


def test_the_place_of_a_wrong_price_is_named(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(f"{PRICES}\n[[price]]\namount = 4\nwhen = {{ modle = 'x' }}")
    with pytest.raises(PriceError, match=r"prices\.toml, price 4: no paid request of the spec has modle = 'x'"):
        read_prices(path, SPEC)


@pytest.mark.parametrize(
    "entries",
    [
        'price = ["0.5"]',
        "[[price]]\namount = 1\nwhen = 3",
        "[[price]]\namount = 1\nwhen = []",
        "[[price]]\namount = 1\nnote = 'x'",
        "[[price]]\namount = 1\nwhen = { model = 'sora-2' }\nunit = 'each'",
    ],
)
def test_what_is_no_price_is_told_in_full(tmp_path: Path, entries: str) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(f'currency = "USD"\n{entries}\n')
    with pytest.raises(PriceError) as refused:
        read_prices(path, SPEC)
    assert str(refused.value) == f"{path}, price 1: a price has the keys amount and when, no other"


def test_a_paid_body_that_names_no_field_has_no_price_of_its_own(tmp_path: Path) -> None:
    body = {"content": {"application/json": {"schema": {"type": "object", "minProperties": 1}}}}
    making = {"operationId": "make", "requestBody": body, "responses": {"200": {"description": "Made"}}, "x-paid": True}
    spec = Spec({"openapi": "3.1.0", "paths": {"/things": {"post": making}}}, tmp_path / "things.yaml")
    assert [operation.paid for operation in spec.operations] == [True]
    path = tmp_path / "prices.toml"
    path.write_text(PRICES)
    with pytest.raises(PriceError, match="price 1: no paid request of the spec has model = 'sora-2-pro'"):
        read_prices(path, spec)
