"""The receiver of calls: where it listens, and what is said where it cannot."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

import pytest

from clausewise.http.redaction import Redaction
from clausewise.run.following.receiver import receiving
from clausewise.run.following.task_ledger import TaskLedger
from clausewise.settings.options import OptionError


def test_a_port_that_is_taken_is_told_in_one_line_where_it_cannot_be_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, closing(TaskLedger(tmp_path / "ledger.sqlite")) as store:
        port = taken.getsockname()[1]
        with receiving(store, Redaction([]), None, port) as address:
            assert not address.endswith(f":{port}"), "whoever asks for no address can be called at any port"
        told = rf"--notify-port {port}: no calls can be received there \(.+\); give one that is free"
        with pytest.raises(OptionError, match=told), receiving(store, Redaction([]), "https://tunnel.test/x", port):
            pass
