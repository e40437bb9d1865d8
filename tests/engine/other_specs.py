"""Small specs of other APIs, and their run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Request
from clausewise.probes.plan import PlanOptions
from clausewise.report.verdict import Verdict
from clausewise.spec import Spec
from tests.engine.driver import Engine, Outcome
from tests.reports.judged import judged

OPTIONS = PlanOptions(free=True)

REFUSED = {"description": "Refused"}


def document(**paths: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {f"/{k}": v for k, v in paths.items()}}


def create(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    """A paid create that takes a schema."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    responses = {"200": {"description": "Made"}, "400": REFUSED, "415": REFUSED}
    return {"post": {"operationId": name, "x-paid": True, "requestBody": body, "responses": responses, **more}}


def spec_of(whole: dict[str, Any]) -> Spec:
    return Spec(whole, Path("other.yaml"))


def checked(engine: Engine, spec: Spec, server: MockServer | None = None) -> Outcome:
    return engine.check(server or MockServer(spec), spec=spec, options=OPTIONS)


def passing_over(spec: Spec, forget: Callable[[Request], Request]) -> MockServer:
    """A server that judges another request than the one that was sent."""
    server = MockServer(spec)
    answer = server.steps.answer
    server.steps.answer = lambda request: answer(forget(request))
    return server


NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def judged_by(spec: Spec, server: MockServer | None = None, *options: str) -> Verdict:
    with TemporaryDirectory() as folder:
        path = Path(folder, "spec.json")
        path.write_text(json.dumps(spec.document))
        return judged(server or MockServer(spec), "--spec", str(path), *options)
