"""Ending a run early, in one line and with an exit code, from whatever process notices that it must."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from clausewise.budget.limits import LedgerError
from clausewise.recording import RecordingError
from clausewise.report.exit_codes import UNREACHABLE
from clausewise.report.verdict import Verdict
from clausewise.run.sender import ServerGoneError

#: Whatever of these a test meets ends the run.
ENDING = (ServerGoneError, RecordingError, LedgerError)
#: The name of the plugin below.
NAME = "clausewise-ending"
_TOLD = "contract_ended"


def end(config: pytest.Config, error: Exception) -> NoReturn:
    """End the run; a worker of xdist tells its controller why."""
    message, code = str(error), int(pytest.ExitCode.INTERRUPTED)
    if isinstance(error, ServerGoneError):
        message, code = f"the server cannot be reached any more: {error}", UNREACHABLE
    ending = config.pluginmanager.get_plugin(NAME)
    if ending is not None:
        ending.verdict.ended, ending.code = message, code
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output[_TOLD] = [message, code]
        code = int(pytest.ExitCode.INTERRUPTED)  # by which the controller stops the others
    pytest.exit(message, returncode=code)


class Ending:
    """A plugin of the controller: remembers why a worker has ended the run."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.code: int | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker has told as it went down."""
        told = getattr(node, "workeroutput", {}).get(_TOLD)
        if told is not None and self.code is None:
            self.verdict.ended, self.code = told
