"""A search that comes to no end says so."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.diff import bodies, changes, search
from clausewise.spec import Spec


def document(pattern: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"p": {"type": "string", "pattern": pattern}}}
    post = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/t": {"post": post}}}


@pytest.mark.parametrize("most", [3, 10_000])
def test_a_change_says_that_the_search_for_its_witness_was_cut(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BODIES", most)
    (change,) = changes(Spec.of(document("^[a-z]{3,7}$")), Spec.of(document("^[a-z]{3,8}$")))
    assert change.severity == "dangerous"
    assert (bodies.CUT in change.says) is (most == 3)
