"""Prices: the first that fits holds, one fits every request, and what a run may spend is not spent beyond."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.mock_server import MockServer
from clausewise.settings.prices import PriceError, read_prices
from tests.suite.command import SPEC, Suite

PRICES = """
currency = "USD"

[[price]]
amount = 3
when = { model = "sora-2-pro", duration = "25" }

[[price]]
amount = 0.5
when = { model = "sora-2-pro" }

[[price]]
amount = 0.1
"""


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text(PRICES)
    return path


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


def test_a_run_spends_no_more_money_than_allowed(suite: Suite, server: MockServer, prices: Path) -> None:
    done = suite("--max-spend", "3.2", "--prices", str(prices))
    assert done.returncode == 0, done.stdout
    assert 0 < server.accepted < 24
    assert "USD" in done.stdout


#: Every valid request has a price here, but for those that nobody has planned.
TABLE = "\n".join(
    f"[[price]]\namount = 1\nwhen = {{ model = {model!r}, duration = {duration!r} }}"
    for model in ("sora-2", "sora-2-pro")
    for duration in ("10", "15", "25")
)


@pytest.mark.parametrize("entries", ['[[price]]\namount = 1\nwhen = { model = "sora-2" }', TABLE])
def test_prices_without_one_for_every_request_are_refused(
    entries: str, suite: Suite, server: MockServer, tmp_path: Path
) -> None:
    """A refused row is taken apart in mid-run, by requests that no plan shows."""
    path = tmp_path / "prices.toml"
    path.write_text(f'currency = "USD"\n{entries}\n')
    done = suite("--max-spend", "50", "--prices", str(path))
    assert done.returncode == 4
    assert "without `when`, for all other requests" in done.stderr
    assert server.requests == 0
