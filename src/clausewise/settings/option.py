"""The declaration of an option beside the field that holds it: what a command line shows, and where it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, Literal, TypeVar

#: Those who know the value of an option. run: each machine of a run, alike, the ledger that they share, and a fleet for
#: each of its servers. ledger: that ledger. server: a fleet, which gives it to its workers. command: nobody else.
Scope = Literal["run", "ledger", "server", "command"]
#: The unit of a number, its least and its most.
Bounds = tuple[str, float, float]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Declaration:
    """An option. `arguments` are those of `argparse.ArgumentParser.add_argument`.

    An option that `is_read` is given in one form and held in another: `option_reading` makes it of what is given. One
    that `shapes_plan` is kept in a recording, whose plan is made anew where it is replayed.
    """

    arguments: dict[str, Any]
    bounds: Bounds | None
    scope: Scope
    is_read: bool
    shapes_plan: bool


def option(
    *,
    bounds: Bounds | None = None,
    scope: Scope = "run",
    is_read: bool = False,
    shapes_plan: bool = False,
    **arguments: Any,
) -> Any:
    """The field of a dataclass that holds an option, called as the option is."""
    default = MISSING if is_read else arguments.get("default", False if arguments.get("action") else None)
    return field(default=default, metadata={"option": Declaration(arguments, bounds, scope, is_read, shapes_plan)})


def group(kind: type) -> Any:
    """The field of a dataclass that holds a group of options, which is a dataclass too."""
    return field(default_factory=kind, metadata={"group": kind})


def declared(kind: type) -> Iterator[tuple[str, Declaration]]:
    """Every option of a dataclass and its groups, by name, in the order in which they are declared."""
    for each in fields(kind):
        if "group" in each.metadata:
            yield from declared(each.metadata["group"])
        elif "option" in each.metadata:
            yield _name(each), each.metadata["option"]


def values(options: Any) -> Iterator[tuple[str, Declaration, Any]]:
    """Every option of an instance of such a dataclass: name, declaration, value."""
    for each in fields(options):
        value = getattr(options, each.name)
        if "group" in each.metadata:
            yield from values(value)
        elif "option" in each.metadata:
            yield _name(each), each.metadata["option"], value


def made(kind: type[Made], given: Callable[[str], Any], /, **read: Any) -> Made:
    """An instance of such a dataclass: what is `read`, and every other option as `given` by its name."""
    held = dict(read)
    for each in fields(kind):  # type: ignore[arg-type]  # a dataclass, which no type says
        if "group" in each.metadata:
            held[each.name] = made(each.metadata["group"], given)
        elif "option" in each.metadata and not each.metadata["option"].is_read:
            held[each.name] = given(_name(each))
    return kind(**held)


def _name(each: Field[Any]) -> str:
    return f"--{each.name.replace('_', '-')}"
