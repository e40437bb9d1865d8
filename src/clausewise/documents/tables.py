"""Tables in Markdown of what the code holds."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import clausewise.diff
from clausewise.lint import RULES
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Then
from clausewise.report.formats import FORMATS
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


#: The form of the id of a change: words, and in braces what differs from change to change.
_CHANGE_ID = re.compile(r"(\{.*?\}|[a-z]+)(-(\{.*?\}|[a-z]+))+")
#: The ends of what is spelt alike: places, to which an id comes, and names of others'.
_NO_CHANGE = re.compile(
    r"x-.*|.*-(answer|base|body|header|only|parameter|path|time|type|variable)|(?!new-).*-property|.*(\.name|'body'\))\}"
)


def report_files() -> list[str]:
    """Every file of a report: name, what it is."""
    return _table(("file", "what it is"), ((f"`{name}`", inspect.getdoc(form) or "") for name, form in FORMATS.items()))


def change_ids() -> list[str]:
    """Every id of a change, as the code spells it, with the module that gives it."""
    rows: dict[str, str] = {}
    for file in sorted(Path(clausewise.diff.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Constant, ast.JoinedStr)):
                spelt = ast.unparse(node).removeprefix("f")[1:-1]
                if _CHANGE_ID.fullmatch(spelt) and not _NO_CHANGE.fullmatch(spelt):
                    rows.setdefault(re.sub(r"\{(.*?)\}", _placeholder, spelt), file.stem)
    return _table(("id", "module"), ((f"`{spelt}`", f"`diff/{module}`") for spelt, module in sorted(rows.items())))


def _placeholder(code: re.Match[str]) -> str:
    """The words that may stand in the place of an expression, else the name of its value."""
    words = re.findall(r"'([a-z-]*)'", code[1])
    names = re.findall(r"[a-z]+(?=\W*$|[.]remove)", code[1])
    return "{" + "|".join(words if len(words) > 1 else names[:1]) + "}"


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
