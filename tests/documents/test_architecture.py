"""ARCHITECTURE.md names every room, on the floor that import-linter holds it to."""

from __future__ import annotations

import re
import tomllib

from clausewise.bundled import ROOT

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
OF_DIFF = (ROOT / "src" / "clausewise" / "diff" / "README.md").read_text(encoding="utf-8")


def floors() -> list[set[str]]:
    """The rooms of each floor, from the ground up, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    return [set(layer.split(" | ")) - {"__main__"} for layer in reversed(layers)]


def test_every_room_stands_on_its_floor() -> None:
    told: dict[int, set[str]] = {}
    for floor, rooms in re.findall(r"^\| (\d+) \| ([^|]+) \|", TEXT, re.MULTILINE):
        told.setdefault(int(floor), set()).update(re.findall(r"`(\w+)`", rooms))
    assert [told[number] for number in sorted(told)] == [rooms for rooms in floors() if rooms]


def test_every_module_that_it_names_exists() -> None:
    rooms = set().union(*floors())
    for name in re.findall(r"`(\w+(?:/\w+)+)`", TEXT + OF_DIFF):
        room = name.partition("/")[0]
        if room in rooms:
            path = ROOT / "src" / "clausewise" / name
            assert path.is_dir() or path.with_suffix(".py").is_file(), name
