"""The suite as a command, and senders with a scripted server, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.http.exchange import Exchange
from clausewise.run.sender import Sender
from clausewise.settings.option_groups import SendingOptions
from tests.run.scripted_client import PRICE, Scripted, Senders
from tests.suite.command import server, suite, switch, url

__all__ = ["server", "suite", "switch", "url"]


@pytest.fixture
def senders(tmp_path: Path) -> Iterator[Senders]:
    """Make a sender whose server gives some answers; each with the same ledger's file, as a resumed run has."""
    made: list[Ledger] = []

    def make(*answers: Exchange, limit: int | None = None, **options: Any) -> tuple[Sender, Scripted, Ledger]:
        ledger = Ledger(tmp_path / "ledger", limit=limit, keeps_answers=options.pop("keeps_answers", True))
        made.append(ledger)
        slept: Callable[[float], None] = options.pop("sleep", lambda _: None)
        sending = SendingOptions(rate=options.pop("rate", None))
        client = Scripted([*answers], **options)
        sender = Sender(client, ledger, sending, lambda probe: PRICE * bool(probe), slept)  # type: ignore[arg-type]  # a client of the test
        return sender, client, ledger

    yield make
    for ledger in made:
        ledger.close()
