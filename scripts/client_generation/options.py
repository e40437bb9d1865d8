"""What `regenerate` and `check_drift` are told on their command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from contract_tests.spec import DEFAULT_SPEC, SpecError
from scripts.client_generation.failure import GenerationError

OUTPUT = DEFAULT_SPEC.parents[1] / "generated_client" / "video_generations_client" / "_generated"


def parse_options(description: str, arguments: list[str] | None) -> argparse.Namespace:
    """Read `--spec` and `--output`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--spec", type=Path, default=DEFAULT_SPEC, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the generated folder (default: %(default)s)")
    return parser.parse_args(arguments)


def reported(command: Callable[[], int]) -> int:
    """Run a command; what stops it becomes one line on stderr and the exit code 2."""
    try:
        return command()
    except (GenerationError, SpecError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def repeated(options: argparse.Namespace, module: str) -> str:
    """The command line that runs `module` on the same spec and output."""
    spec = "" if options.spec == DEFAULT_SPEC else f" --spec {options.spec}"
    output = "" if options.output == OUTPUT else f" --output {options.output}"
    return f"python -m {module}{spec}{output}"
