"""The mock server as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from clausewise.spec import DEFAULT_SPEC

CHECKOUT = DEFAULT_SPEC.parents[1]


@contextmanager
def served(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a process, with the URL that it prints."""
    command = [sys.executable, "-m", "scripts.serve_mock", *arguments]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=CHECKOUT, env=os.environ | environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            yield process, next(word for word in process.stdout.readline().split() if word.startswith("http"))
        finally:
            process.kill()
