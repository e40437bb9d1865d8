"""A schema that takes every body has no near miss, and no fuzzed body is invalid: that is said, and fails nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.suite.command import FEW, SUITE


@pytest.mark.exhaustive
def test_a_schema_that_takes_everything_fails_nothing(tmp_path: Path) -> None:
    operation = {
        "operationId": "keep",
        "requestBody": {"required": True, "content": {"application/json": {"schema": True}}},
        "responses": {"200": {"description": "Kept"}, "400": {"description": "Refused"}},
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/keep": {"post": operation}}}
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(document), "utf-8")
    command = [sys.executable, "-m", "pytest", str(SUITE), "--spec", str(spec), "-q", *FEW]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=SUITE.parent)  # noqa: S603 - our own suite
    assert done.returncode == 6, done.stdout[-1000:]
    assert "nothing failed, and not everything was checked" in done.stdout
