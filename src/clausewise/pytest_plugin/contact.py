"""The first contact of a run, by the process that the others depend on, once it is known that tests will run."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from clausewise.probes.names import short_name
from clausewise.pytest_plugin.ending import ENDING, end
from clausewise.report.exit_codes import NO_CONTACT
from clausewise.report.record import record
from clausewise.report.verdict import Verdict
from clausewise.run.first_contact import first_contact, no_contact
from clausewise.run.session import Run


class Contact:
    """A plugin of the controller: sends the control before any test, and ends the run where nothing can be judged."""

    def __init__(self, run: Run, verdict: Verdict) -> None:
        self.run = run
        self.verdict = verdict
        self.made = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Make contact where the tests run in this process and some of them are of the suite."""
        broken = session.testsfailed and not session.config.option.continue_on_collection_errors
        ids = first_ids(session.items)
        if ids is not None and not broken:
            self._make(session.config, ids)
        return (yield)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        """Make contact where the tests run in workers, before the first of them is told to begin."""
        if ids:
            self._make(node.config, ids)

    def _make(self, config: pytest.Config, ids: list[str]) -> None:
        if self.made:
            return
        self.made = True
        try:
            reason = self.make(ids)
        except ENDING as error:
            end(config, error)
        if reason is not None:
            self.verdict.ended = reason
            pytest.exit(reason, returncode=NO_CONTACT)

    def make(self, ids: list[str]) -> str | None:
        """Send the control; gives the reason why nothing can be judged, None where the run goes on."""
        contact = first_contact(self.run)
        if contact is None:
            return None
        control, exchange = contact
        if exchange.accepted:
            self.verdict.controls.add(control.operation.id)
        reason = no_contact(self.run, control, exchange)
        if reason is not None:
            self.run.ledger.forget_answers(control.id)  # a resumed run asks again
            return reason
        if not any(f"[{short_name(control)}]" in name for name in ids):
            # No test judges it: its answer is found in the ledger, and nothing more is sent.
            result = self.run.runner.run(replace(control, then=()))
            self.verdict.records.append(record(result, self.run.options, self.run.client.redact))
        return None


def first_ids(items: list[pytest.Item]) -> list[str] | None:
    """The ids of those tests of the suite that send what is planned; None where no test is of the suite."""
    ours = [item for item in items if any(item.get_closest_marker(name) for name in ("probes", "fuzz"))]
    return [item.nodeid for item in ours if not _afterwards(item)] if ours else None


def _afterwards(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("probes")
    return marker is not None and bool(marker.kwargs.get("afterwards"))
