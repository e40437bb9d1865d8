"""The folder in which mutmut changes one room: the engine and the client side by side, as it wants them."""

from __future__ import annotations

import configparser
import shutil
from collections.abc import Iterable
from pathlib import Path

from benchmarks.mutants.rooms import Room

ROOT = Path(__file__).resolve().parents[2]
#: The files that the tests need, by their place in the folder.
_LINKED = {
    "src/clausewise": "src/clausewise",
    "src/video_generations_client": "generated_client/video_generations_client",
    **{name: name for name in ("benchmarks", "tests", "openapi", "contract_tests")},
}


def folder_of(name: str) -> Path:
    """The place of the folder of a room."""
    return ROOT / "mutants" / name


def made(name: str, room: Room, *, again: bool) -> Path:
    """The folder of a room; what mutmut knows of it goes, unless it is to be run `again`."""
    folder = folder_of(name)
    if again:  # a test that was changed may reach more than it did
        (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    (folder / "src").mkdir(parents=True, exist_ok=True)
    for place, target in _LINKED.items():
        if not (folder / place).exists():
            (folder / place).symlink_to(ROOT / target)
    shutil.copy(ROOT / "pyproject.toml", folder)
    settings = configparser.ConfigParser()
    settings["mutmut"] = {
        "source_paths": _lines(room.modules),
        "pytest_add_cli_args_test_selection": _lines(room.tests),
        "pytest_add_cli_args": _lines(("-p", "no:cacheprovider")),
        "also_copy": _lines(_LINKED),
        # A mutant that waits for ever is stopped after so many times what its tests take, and a second.
        "timeout_multiplier": "5",
        "timeout_constant": "2",
    }
    with (folder / "setup.cfg").open("w", encoding="utf-8") as file:
        settings.write(file)
    return folder


def _lines(values: Iterable[str]) -> str:
    return "\n".join(["", *values])
