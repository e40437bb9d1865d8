"""An option is declared once: the command line, the bounds and whoever is told of it follow from that."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from clausewise.settings.command_line import BOUNDS, FILES, FLAGS, KEPT, PER_SERVER
from clausewise.settings.option import declared, group, made, option, values
from tests.settings.given_options import read


@dataclass(frozen=True, kw_only=True)
class Part:
    """A group of options."""

    most_colors: int | None = option(type=int, bounds=("a number", 1, 9))
    asked: bool = option(action="store_true", scope="command")


@dataclass(frozen=True, kw_only=True)
class Whole:
    """Options with a group among them."""

    first: str = option(is_read=True, metavar="NAME")
    part: Part = group(Part)
    last: int = option(type=int, default=3)
    told: int = 0


GIVEN = {"--most-colors": 4, "--asked": True, "--last": 5, "--first": "a"}


def test_options_stand_in_the_order_of_their_declarations_and_groups() -> None:
    assert [name for name, _ in declared(Whole)] == ["--first", "--most-colors", "--asked", "--last"]


def test_what_is_given_is_held_and_what_is_read_is_handed_in() -> None:
    whole = made(Whole, GIVEN.__getitem__, first="A", told=1)
    assert whole == Whole(first="A", part=Part(most_colors=4, asked=True), last=5, told=1)
    assert {name: value for name, _, value in values(whole)} == GIVEN | {"--first": "A"}


def test_a_field_has_the_default_of_its_option() -> None:
    assert (Part(), Whole(first="A").last) == (Part(most_colors=None, asked=False), 3)
    with pytest.raises(TypeError, match="first"):
        Whole()


def test_each_number_is_held_where_it_is_declared_and_within_its_bounds() -> None:
    options = read("--rate", "30", "--max-response-time", "2.5")
    assert (options.sending.rate, options.judging.max_response_time) == (30.0, 2.5)
    held = {name: value for name, _, value in values(options)}
    assert held.keys() >= BOUNDS.keys()
    assert all(BOUNDS[name][1] <= held[name] <= BOUNDS[name][2] for name in BOUNDS if held[name] is not None)


def test_what_only_one_command_knows_is_in_no_ledger_and_no_fleet() -> None:
    alone = {"--plan", "--ledger", "--run", "--resume", "--shard", "--report", "--record", "--replay"}
    assert not alone & {*KEPT, *PER_SERVER}
    assert "--api-key-env" not in KEPT  # nor anything else that leads to a key
    assert set(FILES) <= set(PER_SERVER)
    assert FLAGS == ("--follow",)


def test_a_recording_keeps_the_options_that_shape_the_plan() -> None:
    facts = read("--seed", "7", "--strength", "1", "--max-paid", "5").facts
    assert {name: value for name, value in facts.items() if name.startswith("--")} == {
        "--strength": 1,
        "--max-paid": 5,
        "--seed": 7,
        "--examples": None,
        "--follow": False,
    }
