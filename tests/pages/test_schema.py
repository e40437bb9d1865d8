"""contract.json is what its schema says, no field more and none less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from clausewise.report.contract_schema import SCHEMA
from tests.pages.reports import REPORTS

VALIDATOR = jsonschema_rs.validator_for(SCHEMA)


@pytest.mark.parametrize("name", REPORTS)
def test_the_reports_that_pages_are_tried_with_are_such_reports(name: str) -> None:
    report = REPORTS[name]
    hostile = name == "hostile"  # half of a surrogate pair is in no JSON
    assert hostile or [error.message for error in VALIDATOR.iter_errors(report)] == []


@pytest.mark.parametrize(
    "change", [{"more": 1}, {"version": 1}, {"conforms": "maybe"}, {"timeline": None}, {"not_run": [{"probe": "p"}]}]
)
def test_another_field_or_value_is_refused(change: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(REPORTS["conforming"] | change)


def test_every_field_is_described() -> None:
    def undescribed(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            fields = schema.get("properties", {})
            yield from (name for name, field in fields.items() if not field.get("description", "").endswith("."))
            yield from (name for part in [*fields.values(), *schema.values()] for name in undescribed(part))
        elif isinstance(schema, list):
            yield from (name for part in schema for name in undescribed(part))

    assert [*undescribed(SCHEMA)] == []
