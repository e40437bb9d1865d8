"""Tables in Markdown of what the code holds."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from clausewise.lint import RULES
from clausewise.settings.command_line import add_options
from clausewise.spec import Spec


def clauses(spec: Spec) -> list[str]:
    """Every clause: id, basis, sentence."""
    rows = ((f"`{clause.id}`", clause.basis, clause.says) for clause in spec.clauses.values())
    return _table(("id", "basis", "promise"), rows)


def options() -> list[str]:
    """Every option of the suite: name, what it does."""
    parser = argparse.ArgumentParser(add_help=False)
    add_options(parser.add_argument)
    return _table(("option", "what it does"), _options(parser))


def lint_rules() -> list[str]:
    """Every rule for specs: id, how to mend what it finds."""
    return _table(("id", "to mend it"), ((f"`{rule.id}`", rule.fix) for rule in RULES.values()))


def _options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    for action in parser._actions:
        choices = "\\|".join(map(str, action.choices)) if action.choices else ""
        value = "" if action.nargs == 0 else f" {action.metavar or choices or 'VALUE'}"
        yield f"`{action.option_strings[0]}{value}`", (action.help or "") % vars(action)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in rows]
