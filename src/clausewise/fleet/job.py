"""One job: the check of a server in a process of its own, begun or gone on with, and what came of it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from clausewise.budget.ledger import Ledger
from clausewise.budget.work import left
from clausewise.fleet.rounds import Ended, Round
from clausewise.http.redaction import Redaction
from clausewise.report.exit_codes import NO_CONTACT, UNREACHABLE
from clausewise.settings.command_line import argument
from clausewise.settings.shared_ledger import SharedRound
from clausewise.terminal.printable import printable

#: The variable by which the process of a check is told the address of the ledger; no list of processes shows it.
VARIABLE = "CLAUSEWISE_FLEET_LEDGER"
#: Exit codes after which a check is not tried again: options or key are wrong, nobody is there, or no server of ours.
FINAL = (4, NO_CONTACT, UNREACHABLE)
#: The time that a check may take to write down what is under way once it is interrupted, in seconds.
GRACE = 30.0
#: The most characters of a line that tells of trouble.
_LONGEST = 500


class NotDoneError(Exception):
    """A check has ended before its run was done: it goes on by its ledger, here or elsewhere."""


async def check(place: SharedRound, server: str, options: Mapping[str, str], files: Mapping[str, str]) -> Ended:
    """Check a server, and note in its round what came of it; NotDoneError when the run is not done."""
    run = f"{place.run}.{server}"
    with TemporaryDirectory(prefix="clausewise-") as folder:
        given = {**options, "--ledger": f"env:{VARIABLE}", "--run": run}
        for name, text in files.items():
            file = Path(folder, f"{name.strip('-')}.txt")
            file.write_text(text, encoding="utf-8")
            given[name] = str(file)
        code, output = await _run([argument(name, value) for name, value in given.items()], place, folder)
    ended = Ended(code, _said(output, os.environ.get(options.get("--api-key-env", ""), "")))
    await asyncio.to_thread(_note, place, server, ended)
    return ended


async def _run(arguments: list[str], place: SharedRound, folder: str) -> tuple[int, str]:
    """Run the suite; gives its exit code and all that it has written."""
    command = [sys.executable, "-m", "clausewise.fleet.checking", "-q", "--no-header", "--tb=no", *arguments]
    env = {**os.environ, VARIABLE: str(place.address)}
    # A group of its own: what stops the worker on a terminal must not end the check as if somebody had wished that.
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=STDOUT, env=env, cwd=folder, process_group=0
    )
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        output = await process.stdout.read()
        return await process.wait(), output.decode("utf-8", "replace")
    except asyncio.CancelledError:  # the worker is stopped
        await _interrupt(process)
        raise


async def _interrupt(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.communicate(), GRACE)
            return
        process.kill()
        await process.wait()


def _said(output: str, key: str) -> str:
    """The last line that tells of trouble, without the key."""
    lines = [line.removeprefix("ERROR: ") for line in output.splitlines() if line.startswith("ERROR: ")]
    lines += [line.strip("! ") for line in output.splitlines() if "_pytest.outcomes.Exit:" in line]
    line = printable(lines[-1]).removeprefix("_pytest.outcomes.Exit: ")[:_LONGEST] if lines else ""
    return Redaction([key])(line) if key else line


def _note(place: SharedRound, server: str, ended: Ended) -> None:
    with closing(Round(place)) as round_:
        if ended.code not in FINAL:
            with closing(Ledger(round_.run_of(server))) as ledger:
                has_begun = ledger.storage.fact("work") is not None
                if not has_begun or (ledger.ended() is None and left(ledger.storage)):
                    raise NotDoneError(f"{server}: {ended.said or f'exit code {ended.code}'}")
        round_.end(server, ended)
