"""Closing a run: the verdict on one screen, the exit code that it gives, the report."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.pytest_plugin.ending import NAME
from clausewise.pytest_plugin.fixtures import run_key
from clausewise.report.contract_json import report
from clausewise.report.exit_codes import UNDECIDED
from clausewise.report.formats import write_formats
from clausewise.report.github import append_summary, clause_annotations
from clausewise.report.summary import summary
from clausewise.report.verdict import Verdict


def close(session: pytest.Session, verdict: Verdict) -> None:
    """Show the verdict, set the exit code and write the report; nothing where pytest has refused its arguments."""
    terminal: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or session.exitstatus == pytest.ExitCode.USAGE_ERROR:
        return  # pytest has said what is wrong, and nothing was sent
    if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and verdict.ended is None:
        verdict.ended = "no test was chosen: leave out the -k, -m or paths that fit none"
    if session.exitstatus == pytest.ExitCode.INTERRUPTED and verdict.ended is None:
        verdict.ended = _interrupted(verdict)
    terminal.section("contract", sep="=")
    for line in summary(verdict):
        terminal.write_line(line)
    session.exitstatus = _exit_code(session, verdict)
    problem = _write(verdict, terminal)
    if problem is not None:
        terminal.write_line(f"ERROR: {problem}")
        session.exitstatus = pytest.ExitCode.INTERRUPTED


def _interrupted(verdict: Verdict) -> str:
    if verdict.options.is_shared:
        return "the run was interrupted on this machine: the same command goes on with it"
    if verdict.options.ledger is None:
        return "the run was interrupted"
    return "the run was interrupted: the same command with --resume goes on, and nothing is sent twice"


def _exit_code(session: pytest.Session, verdict: Verdict) -> int:
    """The exit code of pytest where it tells a failure, else that of the verdict."""
    ending = session.config.pluginmanager.get_plugin(NAME)
    if ending is not None and ending.code:
        return int(ending.code)
    if session.exitstatus != pytest.ExitCode.OK:
        return int(session.exitstatus)
    if session.config.stash[run_key].ended is not None:
        return pytest.ExitCode.INTERRUPTED  # nothing that was run has failed, and little was run
    conforms = verdict.conforms
    if conforms == "no":
        return pytest.ExitCode.TESTS_FAILED  # the first contact has failed, and no test was to judge it
    undecided = conforms == "undecided" and not verdict.options.allow_undecided
    return UNDECIDED if undecided else pytest.ExitCode.OK


def _write(verdict: Verdict, terminal: Any) -> str | None:
    """Write the report in each of its forms; gives in a line what could not be written, None where all was."""
    data, folder = report(verdict), verdict.options.report
    for line in clause_annotations(data):
        terminal.write_line(line)
    try:
        append_summary(data)
        if folder is not None:
            write_formats(data, folder)
            terminal.write_line(f"report        {folder}")
        elif data["conforms"] == "no":
            terminal.write_line("report        none: --report DIR writes a page, and a test of each finding")
    except OSError as error:
        where = f"--report {folder}" if folder is not None else "the summary of the job"
        return f"{where}: it cannot be written ({error.strerror})"
    return None
