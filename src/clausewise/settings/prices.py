"""Prices: what an accepted request costs, by the values of its fields."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from clausewise.settings.toml_file import read_toml
from clausewise.spec import BodyValidator, Spec

#: Money is counted in millionths of the currency, in whole numbers.
MILLIONTHS = 1_000_000
#: The largest amount: sums of such fit into the ledger.
LARGEST = 1_000_000


class PriceError(Exception):
    """The prices cannot be used; the message says in one line what to do."""


@dataclass(frozen=True)
class Price:
    """The price of a request whose fields have the values of `when`."""

    amount: int
    when: dict[str, Any]

    def fits(self, body: Any) -> bool:
        """Tell whether this is the price of a body."""
        fields = body if isinstance(body, dict) else {}
        return all(type(fields.get(name)) is type(value) and fields[name] == value for name, value in self.when.items())

    def fits_loosely(self, fields: dict[str, Any]) -> bool:
        """Tell whether a lax server could read the fields of a body so that this is its price."""
        return all(name in fields and _loose(fields[name]) == _loose(value) for name, value in self.when.items())


@dataclass(frozen=True)
class Prices:
    """A list of prices, the first that fits holds; one fits every request."""

    currency: str
    entries: tuple[Price, ...]

    def of(self, body: Any) -> int:
        """The price of a body in millionths."""
        return next(price.amount for price in self.entries if price.fits(body))

    def at_most(self, fields: dict[str, Any]) -> int:
        """The most that a body may cost, in millionths: a server may read `"TRUE"` as true, and 25 as "25"."""
        loosely = next(price.amount for price in self.entries if price.fits_loosely(fields))
        return max(self.of(fields), loosely)

    @property
    def facts(self) -> dict[str, Any]:
        """The list as plain data, amounts in millionths."""
        return {"currency": self.currency, "prices": [[price.amount, price.when] for price in self.entries]}

    @classmethod
    def of_facts(cls, facts: dict[str, Any]) -> Prices:
        """The list of which `facts` are the plain data."""
        return cls(facts["currency"], tuple(Price(amount, when) for amount, when in facts["prices"]))

    @property
    def highest(self) -> int:
        """The highest price: what a request may cost whose price nobody can know."""
        return max(price.amount for price in self.entries)

    def text(self, amount: int) -> str:
        """An amount for people."""
        return money(amount, self.currency)


def money(amount: int, currency: str) -> str:
    """An amount in millionths for people."""
    return f"{Decimal(amount) / MILLIONTHS:.2f} {currency}"


def read_prices(path: Path, spec: Spec) -> Prices:
    """The prices of a TOML file: `currency`, and `[[price]]` with amount and, where it is not for every request, when.

    PriceError when the file cannot be read, is none, has no price for every request, or one for a value that no paid
    request of the spec has: it would hold for none, and a cheaper one for those that it is meant for.
    """
    data = read_toml(path, "prices", PriceError)
    unknown = sorted(set(data) - {"currency", "price"})
    if unknown:
        raise PriceError(f"{path}: there is no {unknown[0]} in a list of prices, only currency and [[price]]")
    currency, entries = data.get("currency"), data.get("price")
    if not isinstance(currency, str) or not isinstance(entries, list) or not entries:
        raise PriceError(f'{path}: give currency = "USD" and at least one [[price]] with an amount')
    found = []
    for number, entry in enumerate(entries, start=1):
        when = entry.get("when", {}) if isinstance(entry, dict) else None
        if not isinstance(when, dict) or set(entry) - {"amount", "when"}:
            raise PriceError(f"{path}, price {number}: a price has the keys amount and when, no other")
        for name, value in when.items():
            if not _known(spec, name, value):
                raise PriceError(f"{path}, price {number}: no paid request of the spec has {name} = {value!r}")
        found.append(Price(millionths(entry.get("amount"), f"{path}, price {number}"), when))
    if all(price.when for price in found):
        # Which requests a run makes is known only in part before it: refused rows are taken apart.
        raise PriceError(f"{path}: add a last [[price]] without `when`, for all other requests")
    return Prices(currency, tuple(found))


def _known(spec: Spec, name: str, value: Any) -> bool:
    paid = [operation.body_location for operation in spec.operations if operation.paid]
    bodies = [spec.follow(path) for path in paid if path is not None]
    return any(
        name in node.get("properties", {}) and BodyValidator(spec, (*path, "properties", name)).is_valid(value)
        for path, node in bodies
    )


def _loose(value: Any) -> str:
    """A value as a lax server might read it, as text."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value if isinstance(value, str) else json.dumps(value)
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    return text.removesuffix(".0")


def millionths(amount: Any, where: str) -> int:
    """An amount of money in millionths; PriceError when it is invalid."""
    try:
        value = Decimal(str(amount))
        usable = not isinstance(amount, bool) and value.is_finite() and 0 <= value <= LARGEST
    except InvalidOperation:
        usable = False
    if not usable:
        raise PriceError(f"{where}: {amount} is no amount of money; give a number such as 0.25, at most {LARGEST}")
    return int((value * MILLIONTHS).to_integral_value(rounding="ROUND_CEILING"))
