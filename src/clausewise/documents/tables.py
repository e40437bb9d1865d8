"""Tables in Markdown of what the code holds."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import clausewise.diff
from clausewise.lint import RULES
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Then
from clausewise.settings.command_line import add_options
from clausewise.spec import Spec


def clauses(spec: Spec) -> list[str]:
    """Every clause: id, basis, sentence."""
    rows = ((f"`{clause.id}`", clause.basis, clause.says) for clause in spec.clauses.values())
    return _table(("id", "basis", "promise"), rows)


def accepted_requests(spec: Spec) -> int:
    """The requests that a conforming server off this machine accepts of a run at strength 2."""
    probes = plan(spec, PlanOptions(strength=2, key="a key", free=False, is_local=False))
    return sum(1 + probe.then.count(Then.REPEAT) for probe in probes if probe.charged)


def options() -> list[str]:
    """Every option of the suite: name, what it does."""
    parser = argparse.ArgumentParser(add_help=False)
    add_options(parser.add_argument)
    return _table(("option", "what it does"), _options(parser))


def lint_rules() -> list[str]:
    """Every rule for specs: id, how to mend what it finds."""
    return _table(("id", "to mend it"), ((f"`{rule.id}`", rule.fix) for rule in RULES.values()))


#: The form of the id of a change: words, and in braces what differs from change to change; its end says what happened.
_CHANGE_ID = re.compile(
    r"(\{.*?\}|[a-z]+)(-(\{.*?\}|[a-z]+))*-"
    r"(added|allowed|changed|decreased|deprecated|forbidden|generalized|increased|loosened|narrowed|nullable|optional"
    r"|paid|reactivated|removed|required|rewritten|set|specialized|strengthened|tightened|unset|weakened|widened"
    r"|compared|enum|deprecation|\{\w*(suffix|word)\w*\})"
)


def change_ids() -> list[str]:
    """Every id of a change, as the code spells it, with the module that gives it."""
    rows: dict[str, str] = {}
    for file in sorted(Path(clausewise.diff.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Constant, ast.JoinedStr)):
                spelt = ast.unparse(node).removeprefix("f")[1:-1]
                if _CHANGE_ID.fullmatch(spelt) and not spelt.startswith("x-"):
                    rows.setdefault(re.sub(r"\{(.*?)\}", _placeholder, spelt), file.stem)
    return _table(("id", "module"), ((f"`{spelt}`", f"`diff/{module}`") for spelt, module in sorted(rows.items())))


def _placeholder(code: re.Match[str]) -> str:
    """The words that may stand in the place of an expression, else the name of its value."""
    words = re.findall(r"'([a-z]+)'", code[1])
    names = re.findall(r"[a-z]+(?=\W*$|[.]remove)", code[1])
    return "{" + "|".join(words or names[:1]) + "}"


def _options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    for action in parser._actions:
        choices = "|".join(map(str, action.choices)) if action.choices else ""
        value = "" if action.nargs == 0 else f" {action.metavar or choices or 'VALUE'}"
        yield f"`{action.option_strings[0]}{value}`", (action.help or "") % vars(action)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(map(_cell, row))} |" for row in rows]


def _cell(text: str) -> str:
    """The text of a cell: one line, in which a bar does not end the cell."""
    return " ".join(text.split()).replace("|", "\\|")
