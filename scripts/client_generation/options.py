"""What `regenerate` and `check_drift` are told on their command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from contract_tests.spec import DEFAULT_SPEC, SpecError
from scripts.client_generation.failure import GenerationError

ROOT = DEFAULT_SPEC.parents[1]
OUTPUT = ROOT / "generated_client" / "video_generations_client" / "_generated"
CHANGELOG = ROOT / "CHANGELOG.md"
#: As shells count it: 128 and the number of SIGINT.
INTERRUPTED = 130


def parser(description: str, **more: str) -> argparse.ArgumentParser:
    """A parser that reads `--spec` and `--output`."""
    made = argparse.ArgumentParser(description=description, **more)  # type: ignore[arg-type]  # texts alone are given
    made.add_argument("--spec", type=Path, default=DEFAULT_SPEC, help="the OpenAPI document (default: %(default)s)")
    made.add_argument("--output", type=Path, default=OUTPUT, help="the generated folder (default: %(default)s)")
    return made


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


def repeated(options: argparse.Namespace, module: str) -> str:
    """The command line that runs `module` on the same spec and output."""
    spec = "" if options.spec == DEFAULT_SPEC else f" --spec {options.spec}"
    output = "" if options.output == OUTPUT else f" --output {options.output}"
    return f"python -m {module}{spec}{output}"
