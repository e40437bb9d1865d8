"""Numbers of a schema: its limits, their neighbours, and what lies between two steps."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

#: Stands for many where no limit is named.
FAR = 1000


def numbers(node: dict[str, Any], kind: str) -> Iterator[tuple[str, int | float]]:
    """Name and value of the numbers that tell most; some may lie outside of what the schema takes."""
    named = _exact(node.get("multipleOf"))
    step = named or Fraction(1)
    low, high = _bound(node, "minimum", "exclusiveMinimum", max), _bound(node, "maximum", "exclusiveMaximum", min)
    first = _multiple(low, step, up=True) if low is not None else min(Fraction(0), high) if high is not None else 0
    last = _multiple(high, step, up=False) if high is not None else None
    values: list[Fraction | int] = [first, first + step]
    values += [last, last - step] if last is not None else []
    values += [low + step] if low is not None and named is None else []
    if low is None and high is None:
        values += [-step, FAR * step]
    if kind == "number" and named is None:
        values += [
            Fraction(first) + Fraction(1, 2),
            *([(low + high) / 2] if low is not None and high is not None else []),
        ]
    for value in dict.fromkeys(map(Fraction, values)):
        plain = int(value) if value.denominator == 1 else float(value)
        yield str(plain), plain


def outside(node: dict[str, Any]) -> Iterator[tuple[str, int | float]]:
    """Name and value of the numbers just outside of each limit, and between two steps."""
    step = _exact(node.get("multipleOf")) or Fraction(1)
    for keyword, way in (("maximum", 1), ("exclusiveMaximum", 0), ("minimum", -1), ("exclusiveMinimum", 0)):
        bound = _exact(node.get(keyword))
        if bound is not None:
            yield f"beyond its {keyword}", _plain(bound + way * step)
    if "multipleOf" in node and _exact(node["multipleOf"]):
        low = _bound(node, "minimum", "exclusiveMinimum", max) or Fraction(0)
        if step > 1:
            yield "one beyond a multiple", _plain(_multiple(low, step, up=True) + 1)
        yield "between two multiples", _plain(_multiple(low, step, up=True) + step / 2)
        yield "a half", 0.5


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _exact(value: Any) -> Fraction | None:
    """A number of JSON without the error of binary fractions: 0.01 is a hundredth."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return Fraction(str(value))


def _bound(node: dict[str, Any], *keywords_and_choice: Any) -> Fraction | None:
    *keywords, choice = keywords_and_choice
    found = [bound for bound in (_exact(node.get(keyword)) for keyword in keywords) if bound is not None]
    return choice(found) if found else None


def _multiple(value: Fraction, step: Fraction, *, up: bool) -> Fraction:
    steps = -(-value // step) if up else value // step
    return steps * step
