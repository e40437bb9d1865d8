"""Feed mutated specs to the commands that take long: `python -m tests.spec.mutated_specs [--step N] [--only SPEC]`.

Each `step`th mutation of each spec goes to the commands of `--commands`: `regenerate`, and `drift` with what that has
made; the plan of `check`; and `check` itself, against the mock server of the same spec. Prints what a command did that
it must not, and exits with 1 where there was any. Where a mutated spec is one that no server could keep, its mock
server fails it: that is counted, and is no trouble.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from clausewise.cli import drift, regenerate
from clausewise.pytest_plugin.beginning import plan_of
from clausewise.report.plan_text import plan_text
from clausewise.settings.command_line import add_options
from clausewise.spec.yaml_text import read_yaml
from tests.spec.mutations import mutations

HERE = Path(__file__).parents[1]
OWN = "../openapi/video-generations.yaml"
SPECS = ("siblings/minimax.yaml", "siblings/runway.yaml", "siblings/seedance.yaml", "other_spec/library.yaml")
#: The exit codes of `regenerate` and of `check --plan`, as their documentation gives them.
REGENERATE, PLAN = {0, 1, 2}, {0, 4}
#: Those of `check`: conforms, broken, nothing sent, undecided, first contact.
CHECK = {0, 1, 4, 6, 7}
COMMANDS = ("regenerate", "plan", "check")


def sound(name: str) -> dict[str, Any]:
    """The document of a spec of the tests."""
    document, _ = read_yaml((HERE / name).read_text("utf-8"))
    return dict(document)


def said(command: Callable[[list[str]], int], *arguments: str) -> tuple[int, str, str]:
    """Exit code and texts of a command, run in this process; 99 and the exception where it raises one."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = command(list(arguments))
        except SystemExit as error:
            code = int(error.code or 0)
        except Exception as error:
            return 99, out.getvalue(), f"Traceback: {type(error).__name__}: {error}"
    return code, out.getvalue(), err.getvalue()


def planned(file: Path) -> tuple[int, str, str]:
    """Exit code and texts of `check --plan`, without pytest around it."""
    parser = argparse.ArgumentParser()
    add_options(parser.add_argument)
    given = vars(parser.parse_args(["--spec", str(file), "--plan"]))

    def getoption(name: str, default: Any = None) -> Any:
        return given.get(name.strip("-").replace("-", "_"), default)

    config = SimpleNamespace(stash=pytest.Stash(), getoption=getoption)

    def command(_: list[str]) -> int:
        try:
            print("\n".join(plan_text(plan_of(cast("pytest.Config", config)))))  # noqa: T201 - the plan is the output
        except pytest.UsageError as error:
            print(error, file=sys.stderr)  # noqa: T201 - as pytest does
            return 4
        return 0

    return said(command)


def checked(file: Path, folder: Path) -> tuple[int, str, str]:
    """Exit code and texts of `check` against the mock server of the spec, in a process of its own."""
    options = ["--strength", "1", "--examples", "0", "--report", str(folder)]
    command = [sys.executable, "-m", "clausewise", "check", "--spec", str(file), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)  # noqa: S603 - our own command
    return done.returncode, done.stdout, done.stderr


def unproven(code: int, folder: Path) -> Iterator[str]:
    """Whatever says that the server conforms, or that a clause is kept, without an answer that shows it."""
    file = folder / "contract.json"
    report: dict[str, Any] = {"conforms": "no report", "clauses": {}}
    if file.exists():
        report = json.loads(file.read_text("utf-8"))
    kept = {name: clause for name, clause in report["clauses"].items() if clause["verdict"] == "kept"}
    yield from (f"{name} is kept, and nothing tested it" for name, clause in kept.items() if not clause["tested"])
    if (code == 0) is not (report["conforms"] == "yes"):
        yield f"exit code {code}, and conforms: {report['conforms']}"
    if code == 1 and not any(clause["verdict"] == "failed" for clause in report["clauses"].values()):
        yield "exit code 1, and no clause failed"
    if code == 0 and not (kept and any(200 <= (sent["status"] or 0) < 300 for sent in report["timeline"])):
        yield "CONFORMS, and nothing was accepted"


def trouble(
    name: str, chosen: tuple[int, int], folder: Path, codes: Counter[str], commands: Collection[str] = COMMANDS
) -> Iterator[str]:
    """Whatever a command did that it must not; `chosen` are step and first, `codes` counts what each gave."""
    file = folder / "mutated.json"
    for told, document in mutations(sound(name), *chosen):
        file.write_text(json.dumps(document), encoding="utf-8")
        found: list[str] = []
        if "regenerate" in commands:
            found += _of_clients(file, folder / "client", codes)
        if "plan" in commands:
            plan = planned(file)
            codes[f"plan {plan[0]}"] += 1
            found += [f"plan: {wrong}" for wrong in _wrong(plan, PLAN)]
        if "check" in commands:
            check = checked(file, folder / "report")
            codes[f"check {check[0]}"] += 1
            found += [f"check: {wrong}" for wrong in (*_wrong(check, CHECK), *unproven(check[0], folder / "report"))]
            shutil.rmtree(folder / "report", ignore_errors=True)
        yield from (f"{name}: {told}: {wrong}" for wrong in found)


def _of_clients(file: Path, output: Path, codes: Counter[str]) -> list[str]:
    given = ["--spec", str(file), "--output", str(output)]
    made = said(regenerate.main, *given)
    codes[f"regenerate {made[0]}"] += 1
    found = [f"regenerate: {wrong}" for wrong in _wrong(made, REGENERATE)]
    if made[0] != 0 and output.exists():
        found.append(f"regenerate left a client behind exit code {made[0]}")
    if made[0] == 0:
        fresh = said(drift.main, *given)
        codes[f"drift {fresh[0]}"] += 1
        found += [f"drift: {wrong}" for wrong in _wrong(fresh, {0})]
    shutil.rmtree(output, ignore_errors=True)
    return found


def _wrong(result: tuple[int, str, str], codes: set[int]) -> Iterator[str]:
    code, out, err = result
    if code not in codes:
        yield f"exit code {code} ({err[-200:]})"
    if "Traceback" in out + err or "INTERNALERROR" in out + err:
        yield "a traceback"
    if "\x1b" in out + err:
        yield "a control character"
    if code == 2 and err.count("\n") != 1:
        yield f"{err.count(chr(10))} lines of error"
    if code != 0 and re.search(r"^CONFORMS", out, re.MULTILINE):
        yield "CONFORMS"


def main() -> int:
    """Run the corpus; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--step", type=int, default=199)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=COMMANDS)
    parser.add_argument("--only", choices=(*SPECS, OWN))
    options = parser.parse_args()
    codes, count = Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for name in [options.only] if options.only else (*SPECS, OWN):
            for line in trouble(name, (options.step, options.first), Path(folder), codes, options.commands):
                count += 1
                print(line, flush=True)  # noqa: T201 - the output of a command
    print(f"{count} in trouble; {', '.join(f'{what}: {number}' for what, number in sorted(codes.items()))}")  # noqa: T201 - as above
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
