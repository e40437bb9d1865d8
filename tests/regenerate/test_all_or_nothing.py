"""Whatever stops the command leaves every file as it was; its check writes nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.codegen import GenerationError
from clausewise.codegen.placement import put_in_place
from tests.regenerate.copies import Copy, copied

RATIOS = ('enum: ["16:9", "9:16"]', 'enum: ["16:9", "9:16", "1:1"]')
NAMES = ("[LANDSCAPE, PORTRAIT]", "[LANDSCAPE, PORTRAIT, SQUARE]")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return copied(tmp_path_factory.mktemp("checkout"))


@pytest.mark.exhaustive
def test_the_check_tells_what_is_left_from_what_breaks_and_writes_nothing(checkout: Copy) -> None:
    checkout.edit(RATIOS, NAMES)
    before = checkout.state()
    told = checkout.regenerate("--check", expected=4).stdout
    assert "stale: " in told
    assert "To mend it: python -m scripts.regenerate\n" in told
    relative = ["--spec", "openapi/../openapi/video-generations.yaml", "--changelog", "NEWS of it.md"]
    told = checkout.regenerate("--check", *relative[:2], expected=4).stdout
    assert "CHANGELOG.md\n" in told, "it is the spec of this repository, by another name"
    assert "To mend it: python -m scripts.regenerate\n" in told
    told = checkout.regenerate("--check", *relative[2:], expected=4).stdout
    assert "To mend it: python -m scripts.regenerate --changelog 'NEWS of it.md'\n" in told
    assert checkout.state() == before
    checkout.edit(("character_url", "character_video"))
    before = checkout.state()
    assert "the versions do not say so" in checkout.regenerate("--check", expected=5).stdout
    assert checkout.state() == before
    checkout.git("checkout", "--quiet", "--", ".")


def test_a_client_that_fails_against_the_mock_server_is_not_put_in_place(checkout: Copy) -> None:
    """Its trial reads a task by the layer by hand, which has lost the method here."""
    layer = checkout.package / "client.py"
    text = layer.read_text("utf-8")
    assert "def get(" in text
    layer.write_text(text.replace("def get(", "def fetch("), encoding="utf-8")
    before = checkout.state()
    done = checkout.regenerate(expected=1)
    assert done.stderr.startswith("error: the new client fails against the mock server: ")
    assert "has no attribute 'get'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert checkout.state() == before
    checkout.git("checkout", "--quiet", "--", ".")


def test_the_asynchronous_client_is_tried_too(checkout: Copy) -> None:
    layer = checkout.package / "async_client.py"
    text = layer.read_text("utf-8")
    assert "async def get(" in text
    layer.write_text(text.replace("async def get(", "async def fetch("), encoding="utf-8")
    done = checkout.regenerate(expected=1)
    assert "the new client fails against the mock server: " in done.stderr
    assert "get" in done.stderr
    layer.write_text(text, encoding="utf-8")


def test_a_commit_that_is_not_known_is_one_line(checkout: Copy) -> None:
    done = checkout.regenerate("--since", "v9", expected=2)
    assert done.stderr == "error: --since v9: no such commit is known here; name a tag, a branch or a commit\n"


@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk", "Ctrl+C"])
def test_the_last_file_that_cannot_be_written_undoes_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException
) -> None:
    output, made, log, new, last = (tmp_path / name for name in ("_generated", "work", "log", "new", "last"))
    for folder, text in ((output, "old"), (made / "_generated", "new")):
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(text, encoding="utf-8")
    log.write_text("old", encoding="utf-8")
    last.write_text("old", encoding="utf-8")
    replace = Path.replace

    def stopped(source: Path, target: Path) -> Path:
        if target == last:
            raise stop
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises((GenerationError, KeyboardInterrupt)):
        put_in_place(made / "_generated", output, {log: "new", new: "new", last: "new"})
    assert (output / "__init__.py").read_text("utf-8") == log.read_text("utf-8") == last.read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_generated", "last", "log", "work"]
    monkeypatch.undo()
    put_in_place(made / "_generated", output, {log: "new", new: "new", last: "new"})
    assert {path.read_text("utf-8") for path in (output / "__init__.py", log, new, last)} == {"new"}
