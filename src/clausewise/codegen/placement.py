"""Putting a generated folder and new texts in their places, all of it or nothing, and nobody's work lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from clausewise.codegen.errors import GenerationError
from clausewise.codegen.folders import names

#: Lists the files of a generated folder, itself too: what is not in it is not ours to replace.
LIST = "generated-files.txt"


def write_list(folder: Path) -> None:
    """Write the list of the files of a folder that was just generated."""
    text = "".join(f"{name}\n" for name in sorted({*names(folder), LIST}))
    (folder / LIST).write_text(text, encoding="utf-8", newline="\n")


def check_place(output: Path) -> None:
    """Raise GenerationError where something would be lost: `output` is no folder, or holds what was not generated."""
    if not output.exists():
        return
    if not output.is_dir():
        raise GenerationError(f"{output}: is no folder, and stays; give one with --output")
    listed = output / LIST
    ours = set(listed.read_text(encoding="utf-8", errors="replace").splitlines()) if listed.is_file() else set()
    strange = next((name for name in names(output) if name not in ours), None)
    if strange is not None:
        raise GenerationError(
            f"{output / strange}: was not generated (it is not in {LIST}), and would be lost; "
            "move it away, or give another folder with --output"
        )


@contextmanager
def workspace_beside(output: Path) -> Iterator[Path]:
    """A temporary folder on the file system of `output`, where a rename is one step."""
    with _writing(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        workspace = tempfile.TemporaryDirectory(prefix=".regenerate-", dir=output.parent)
    with workspace as folder:
        yield Path(folder)


@contextmanager
def _writing(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GenerationError(
            f"{error.filename or output}: cannot be written ({error.strerror}); give a folder that can, with --output"
        ) from None


def put_in_place(made: Path | None, output: Path, files: Mapping[Path, str]) -> None:
    """Put the folder `made` in the place of `output`, and new texts in their files.

    Whatever stops it, an interrupt too, leaves everything as it was.
    """
    with _writing(output), ExitStack() as undo:
        if made is not None:
            _swap_in(made, output, undo)
        for path, text in files.items():
            before = path.read_bytes() if path.exists() else None
            undo.callback(_restore, path, before)
            _write(path, text.encode("utf-8"))
        undo.pop_all()


def _swap_in(made: Path, output: Path, undo: ExitStack) -> None:
    old = made.with_name("replaced")
    if output.exists():
        undo.callback(_move, old, output)
        output.rename(old)
    undo.callback(_move, output, made)
    made.rename(output)


def _move(source: Path, target: Path) -> None:
    if source.exists() and not target.exists():
        source.rename(target)


def _restore(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    elif path.read_bytes() != before:
        _write(path, before)


def _write(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that nobody reads half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        fresh = Path(file.name)
        try:
            file.write(content)
            file.close()
            fresh.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
