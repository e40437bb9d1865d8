"""Feed mutated specs to the commands that take long: `python -m tests.spec.mutated_specs [--step N] [--check]`.

Each `step`th mutation of each spec goes to `regenerate` and, with what that has made, to `drift`; with `--check` also
to `check --plan`. Prints what a command did that it must not, and exits with 1 where there was any.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from clausewise.cli import drift, regenerate
from clausewise.spec.yaml_text import read_yaml
from tests.spec.mutations import mutations

HERE = Path(__file__).parents[1]
SPECS = ("siblings/minimax.yaml", "siblings/runway.yaml", "siblings/seedance.yaml", "other_spec/library.yaml")
#: The exit codes of `regenerate` and of `check --plan`, as their documentation gives them.
REGENERATE, PLAN = {0, 1, 2}, {0, 4}


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
            return 99, out.getvalue(), f"{type(error).__name__}: {error}"
    return code, out.getvalue(), err.getvalue()


def planned(file: Path) -> tuple[int, str, str]:
    """Exit code and texts of `check --plan`, in a process of its own: pytest is not run twice in one."""
    command = [sys.executable, "-m", "clausewise", "check", "--spec", str(file), "--plan"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603 - our own command
    return done.returncode, done.stdout, done.stderr


def trouble(name: str, step: int, first: int, folder: Path, codes: Counter[str], *, check: bool) -> Iterator[str]:
    """Whatever a command did that it must not; `codes` counts what each gave."""
    file, output = folder / "mutated.json", folder / "client"
    given = ["--spec", str(file), "--output", str(output)]
    for told, document in mutations(sound(name), step, first):
        file.write_text(json.dumps(document), encoding="utf-8")
        made = said(regenerate.main, *given)
        codes[f"regenerate {made[0]}"] += 1
        yield from (f"{name}: {told}: regenerate: {wrong}" for wrong in _wrong(made, REGENERATE))
        if made[0] != 0 and output.exists():
            yield f"{name}: {told}: regenerate left a client behind exit code {made[0]}"
        if made[0] == 0:
            fresh = said(drift.main, *given)
            codes[f"drift {fresh[0]}"] += 1
            yield from (f"{name}: {told}: drift: {wrong}" for wrong in _wrong(fresh, {0}))
        shutil.rmtree(output, ignore_errors=True)
        if check:
            plan = planned(file)
            codes[f"plan {plan[0]}"] += 1
            yield from (f"{name}: {told}: plan: {wrong}" for wrong in _wrong(plan, PLAN))


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
    if code != 0 and "CONFORMS" in out:
        yield "CONFORMS"


def main() -> int:
    """Run the corpus; gives the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--step", type=int, default=199)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", choices=SPECS)
    options = parser.parse_args()
    codes, count = Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for name in [options.only] if options.only else SPECS:
            for line in trouble(name, options.step, options.first, Path(folder), codes, check=options.check):
                count += 1
                print(line, flush=True)  # noqa: T201 - the output of a command
    print(f"{count} in trouble; {', '.join(f'{what}: {number}' for what, number in sorted(codes.items()))}")  # noqa: T201 - as above
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
