"""mypy and pyright, both in strict mode, flag every wrong use of the client and no right one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import video_generations_client

from tests.client.snippets import SNIPPETS

USES = Path(__file__).parent / "uses"
PACKAGE = Path(video_generations_client.__file__).parents[1]


Flagged = dict[str, set[int]]


def _mypy(folder: Path, cache: Path) -> Flagged:
    """The lines that mypy flags, by file."""
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache)]
    config = ["--config-file", "", "--python-version", "3.11", "--no-error-summary", "--hide-error-context"]
    result = subprocess.run(  # noqa: S603 - the command is made here
        [*command, *config, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"MYPYPATH": str(PACKAGE), "PATH": ""},
    )
    assert result.returncode in (0, 1), result.stdout + result.stderr
    return _by_file(re.findall(r"^(.+?):(\d+)(?::\d+)?: error:", result.stdout, re.MULTILINE))


def _pyright(folder: Path, _: Path) -> Flagged:
    """The lines that pyright flags, by file."""
    settings: dict[str, Any] = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "extraPaths": [str(PACKAGE)]}
    # Strict makes some remarks that are not about the use: a value that goes unused, for one.
    settings |= {"reportUnusedExpression": False, "reportUnusedCoroutine": False, "reportPrivateUsage": False}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    result = subprocess.run(  # noqa: S603 - the command is made here
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found = json.loads(result.stdout)["generalDiagnostics"]
    except ValueError:
        pytest.skip(f"pyright cannot run here (it fetches its own node package): {result.stderr.strip()[-200:]}")
    return _by_file((entry["file"], entry["range"]["start"]["line"] + 1) for entry in found)


def _by_file(found: Iterable[tuple[str, int | str]]) -> Flagged:
    flagged: Flagged = {}
    for name, line in found:
        flagged.setdefault(Path(name).name, set()).add(int(line))
    return flagged


@pytest.mark.parametrize("checker", [_mypy, pytest.param(_pyright, marks=pytest.mark.exhaustive)])
def test_every_wrong_use_is_flagged_and_no_right_one(
    checker: Callable[[Path, Path], Flagged], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """The snippets of the README are right ones too. What mypy has found out about libraries is kept between runs."""
    name = checker.__name__.removeprefix("_")
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed; it is in the dependency group 'tests' or 'exhaustive'")
    for right in ("right_calls.py", "right_clients.py"):
        shutil.copy(USES / right, tmp_path)
    shutil.copy(USES / "wrong.py.txt", tmp_path / "wrong.py")
    for number, snippet in enumerate(SNIPPETS):
        (tmp_path / f"snippet_{number}.py").write_text(snippet, encoding="utf-8")
    lines = (tmp_path / "wrong.py").read_text("utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if "# wrong:" in line}
    assert len(wrong) >= 77
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)  # none with -p no:cacheprovider
    kept = tmp_path / "cache" if cache is None else cache.mkdir("types-of-the-client")
    assert checker(tmp_path, kept) == {"wrong.py": wrong}
