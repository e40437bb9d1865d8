"""The options of `regenerate` and `drift`: the spec, and the client that is generated from it."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from clausewise.bundled import DEFAULT_SPEC, IN_CHECKOUT, ROOT
from clausewise.cli import INTERRUPTED
from clausewise.codegen.errors import GenerationError
from clausewise.spec import SpecError

OUTPUT = ROOT / "generated_client" / "video_generations_client" / "_generated"
CHANGELOG = ROOT / "CHANGELOG.md"
#: The environments of tox.ini that run these commands; tox tells its commands the name.
TOX = ("regenerate", "check-drift")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add `--spec` and `--output`, which `is_ours` and `repeated` read."""
    add = parser.add_argument
    ours = "that of this repository" if IN_CHECKOUT else "the bundled one"
    add("--spec", type=Path, metavar="FILE", default=DEFAULT_SPEC, help=f"the OpenAPI document (default: {ours})")
    if IN_CHECKOUT:
        help_of_output = f"the generated folder (default: {OUTPUT.relative_to(ROOT)})"
        add("--output", type=Path, metavar="DIR", default=OUTPUT, help=help_of_output)
    else:
        add("--output", type=Path, metavar="DIR", required=True, help="the generated folder")


def reported(command: Callable[[], int]) -> int:
    """Run a command; what stops it becomes one line on stderr and the exit code: 1 a check has failed, else 2."""
    try:
        return command()
    except (GenerationError, SpecError) as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code if isinstance(error, GenerationError) else 2
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"error: {where}{error.strerror or error}; nothing was changed", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; nothing was changed", file=sys.stderr)
        return INTERRUPTED


def is_ours(options: argparse.Namespace) -> bool:
    """Tell whether it is the spec and the client of this repository, however they were named."""
    return bool(options.spec.resolve() == DEFAULT_SPEC and options.output.resolve() == OUTPUT)


def repeated(options: argparse.Namespace) -> str:
    """The command line that regenerates with the same options."""
    given = [("--spec", options.spec), ("--output", options.output)] if not is_ours(options) else []
    given += [(f"--{name}", getattr(options, name)) for name in ("changelog", "since") if getattr(options, name, None)]
    command = ["python", "-m", "scripts.regenerate"] if IN_CHECKOUT else ["clausewise", "regenerate"]
    if os.environ.get("TOX_ENV_NAME") in TOX:  # whoever has tox alone has no Python with this package
        command = ["tox", "run", "-e", "regenerate", *(["--"] if given else [])]
    return shlex.join([*command, *(str(word) for pair in given for word in pair)])
