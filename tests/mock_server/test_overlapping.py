"""Faults that mix up two requests which are under way at once, and leave one alone as it is."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import changes, faults
from clausewise.mock_server.faults.entry import CREATE
from clausewise.spec import Spec

VALID, BROKEN = {"prompt": "a boat", "model": "sora-2"}, {"prompt": "a boat"}


async def _asked(spec: Spec, fault: str | None) -> dict[str, Any]:
    app = MockServer(spec, pace=60, changes=changes(fault=fault))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as http:

        async def create(body: Any) -> httpx.Response:
            return await http.post(CREATE, json=body)

        async def read(name: str) -> str:
            return str((await http.get(f"{CREATE}/{name}")).json()["task_id"])

        one, other = [str((await create(VALID)).json()["task_id"]) for _ in range(2)]
        alone = [(await create(BROKEN)).status_code, one != other, await read(one) == one]
        statuses = [answer.status_code for answer in await asyncio.gather(create(VALID), create(BROKEN))]
        made = [answer.json()["task_id"] for answer in await asyncio.gather(create(VALID), create(VALID))]
        records = [*await asyncio.gather(read(one), read(other), read(one))]
        own = [records == [one, other, one], sorted(records) == sorted([one, other, one])]
        return {"alone": alone, "statuses": statuses, "ids": len(set(made)), "records": own}


RIGHT = {"alone": [400, True, True], "statuses": [200, 400], "ids": 2, "records": [True, True]}


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        (None, {}),
        ("overlap-answers-swapped", {"statuses": [400, 200], "records": [False, True]}),
        ("overlap-one-id", {"ids": 1}),
        ("overlap-records-swapped", {"records": [False, True]}),
    ],
)
def test_only_what_is_under_way_at_once_is_mixed_up(fault: str | None, wrong: dict[str, Any], spec: Spec) -> None:
    assert asyncio.run(_asked(spec, fault)) == {**RIGHT, **wrong}


def test_every_such_fault_names_clauses_of_the_spec(spec: Spec) -> None:
    overlapping = [fault for fault in faults().values() if fault.overlapping]
    assert len(overlapping) == 3
    assert all(fault.clauses and set(fault.clauses) <= set(spec.clauses) for fault in overlapping)
