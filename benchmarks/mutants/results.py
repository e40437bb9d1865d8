"""The results of mutmut in the folder of a room: what became of each mutant, and what it changes."""

from __future__ import annotations

import ast
import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

#: Exit codes for a mutant: of pytest where tests have failed, of mutmut or the system where it was stopped or crashed.
_FAILED, _STOPPED = {1, 3}, {24, 36, 152, 255, -24, -11, -9}
#: Characters that are shown on each side of a difference.
_AROUND = 24


@dataclass(frozen=True)
class Mutant:
    """A small change of a function, and whether it was noticed: by a test, or since it was `stopped` or has crashed."""

    name: str
    module: str
    function: str
    noticed: bool
    stopped: bool
    change: str

    @property
    def told(self) -> str:
        """The same for the same change, whatever its number."""
        return f"{self.module} {self.function}: {self.change}"


def forget(folder: Path, module: str) -> None:
    """Let mutmut forget what became of the mutants of a module that no test has noticed: it runs them again."""
    meta = Path(f"{folder / 'mutants' / module}.meta")
    if not meta.exists():  # a new module
        return
    known = json.loads(meta.read_text(encoding="utf-8"))
    outcome = known["exit_code_by_key"]
    known["exit_code_by_key"] = {name: code if code in _FAILED else None for name, code in outcome.items()}
    meta.write_text(json.dumps(known, indent=4), encoding="utf-8")


def mutants(folder: Path, module: str) -> Iterator[Mutant]:
    """The mutants of a module, in their order; none where it holds nothing to change."""
    changed = folder / "mutants" / module
    outcome = json.loads(Path(f"{changed}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
    written = _functions(changed)
    for name, code in outcome.items():
        mangled = name.rpartition(".")[2]
        original = mangled.partition("__mutmut_")[0]
        change = _difference(written[f"{original}__mutmut_orig"], written[mangled])
        function = original.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        yield Mutant(name, Path(module).stem, function, code in _FAILED | _STOPPED, code in _STOPPED, change)


def _functions(changed: Path) -> dict[str, list[str]]:
    """The lines of each function of a changed module, without its own name."""
    tree = ast.parse(changed.read_text(encoding="utf-8"))
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "__mutmut_" in node.name:
            found[node.name] = [*_text(node.body), ast.unparse(node.args)]
    return found


def _text(body: list[ast.stmt]) -> list[str]:
    return [line for statement in body for line in ast.unparse(statement).splitlines()]


def _difference(before: list[str], after: list[str]) -> str:
    """The part of the changed lines that differs, with a little of what stands around it."""
    lines = [line for line in difflib.ndiff(before, after) if line[:2] in ("- ", "+ ")]
    old, new = (" ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    same = _in_common(old, new)
    tail = _in_common(old[same:][::-1], new[same:][::-1])
    start = max(0, same - _AROUND)
    return " -> ".join(text[start : len(text) - max(0, tail - _AROUND)] for text in (old, new))


def _in_common(one: str, other: str) -> int:
    """The number of characters by which two texts begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
