"""The tools that are compared, each started as its users start it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clausewise.spec import Spec
from clausewise.spec.compiling import asserted

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-bench-5Tq81Vw3"
KEY_ENV = "BENCHMARK_API_KEY"

#: Base URL, whether the server wants a key, an empty folder, and the basis from which on a fault counts.
Command = Callable[[str, bool, Path, str], list[str]]


@dataclass(frozen=True)
class Tool:
    """A tool: how it is started, and whether its findings name clauses."""

    name: str
    command: Command
    names_clauses: bool
    in_checkout: bool


def ours(name: str, *more: str) -> Tool:
    """Start this suite."""

    def command(url: str, keyed: bool, folder: Path, basis: str) -> list[str]:  # noqa: FBT001 - a fact of the server
        key = ["--api-key-env", KEY_ENV] if keyed else []
        start = [sys.executable, "-m", "pytest", "contract_tests", "-q", "-p", "no:cacheprovider", "--base-url", url]
        return [*start, "--basis", basis, "--report", str(folder), "--max-response-time", "1", *key, *more]

    return Tool(name, command, names_clauses=True, in_checkout=True)


def peer(name: str, *more: str) -> Tool:
    """Start `schemathesis run`; it ends at the first failure on a server with a fault."""

    def command(url: str, keyed: bool, folder: Path, basis: str) -> list[str]:  # noqa: FBT001 - a fact of the server
        del basis
        key = ["-H", f"Authorization: Bearer {KEY}"] if keyed else []
        program = str(Path(sys.executable).with_name("schemathesis"))
        spec, settings = peer_files(folder)
        start = [program, "--config-file", str(settings), "run", str(spec), "--url", url]
        return [*start, "--seed", "1", "--max-failures", "1", *key, *more]

    return Tool(name, command, names_clauses=False, in_checkout=False)


def peer_files(folder: Path) -> tuple[Path, Path]:
    """A spec and settings by which `schemathesis run` passes the correct server.

    Without them it fails it twice: it asserts `format: uri`, which the page does not promise, and wants
    an unknown task id to be answered with 404 and not with the 400 that servers of this family send.
    """
    spec, settings = folder / "spec.json", folder / "schemathesis.toml"
    spec.write_text(json.dumps(asserted(Spec.load().document, "document")), encoding="utf-8")
    settings.write_text(
        '[[operations]]\ninclude-operation-id = "getVideoGeneration"\n'
        'checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404"]\n',
        encoding="utf-8",
    )
    return spec, settings


THOROUGH = ["--checks", "all", "--mode", "all", "--max-examples", "200", "--generation-unique-inputs"]
TOOLS = [
    ours("this suite, at most 26 paid requests", "--max-paid", "26"),
    ours("this suite, free server"),
    peer("schemathesis run, defaults"),
    peer("schemathesis run, most thorough", *THOROUGH, "--max-response-time", "1"),
]
