"""Several processes serve as one server, and end as one."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

import pytest
import requests

from tests.mock_server.conftest import CREATE, PLAIN
from tests.mock_server.hook_receiver import until
from tests.mock_server.mock_process import served


def test_several_processes_serve_one_store_and_switch_together() -> None:
    with served("--port", "0", "--workers", "2", "--pace", "0") as (process, url):

        def new() -> Any:
            return requests.post(url + CREATE, json=PLAIN, timeout=10).json()

        tasks = [new()["task_id"] for _ in range(20)]
        for task in tasks:  # every request on a connection of its own, taken by whichever process is free
            assert requests.get(f"{url}{CREATE}/{task}", timeout=5).json()["status"] == "SUCCESS"
        until(lambda: len(requests.get(f"{url}/__requests", timeout=5).json()["requests"]) >= 40)
        requests.put(f"{url}/__mock", json={"faults": ["task-id-missing"]}, timeout=5)
        time.sleep(1)
        assert not any("task_id" in new() for _ in range(20))
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def _serves(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.mark.exhaustive
def test_no_process_outlives_the_first_one() -> None:
    with served("--port", "0", "--workers", "2", "--pace", "0") as (process, url):
        until(lambda: _serves(url))
        process.kill()
        until(lambda: not _serves(url))


def test_a_request_under_way_is_answered_before_the_end() -> None:
    with served("--port", "0") as (process, url):
        answers: list[int] = []

        def ask() -> None:
            answers.append(
                requests.post(url + CREATE, json=PLAIN, headers={"prefer": "wait=1"}, timeout=10).status_code
            )

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(0.4)
        process.send_signal(signal.SIGTERM)
        thread.join(10)
        assert answers == [200]
        assert process.wait(10) == 0
