"""A journal that cannot be written to sends nothing."""

from __future__ import annotations

import os
import resource
import tempfile
from pathlib import Path

import pytest
from video_generations_client import (
    Journal,
    JournalError,
    VideoGenerations,
)

from tests.client.children import Child, created_by_name
from tests.client.nonce_server import NonceServer


@pytest.mark.parametrize("room", [0, 4096, 30_000])
def test_a_full_disk_sends_nothing(room: int, tmp_path: Path) -> None:
    place = tmp_path / "jobs.sqlite"
    if room < 30_000:
        Journal(place).entries()
    else:
        journal = Journal(place)
        for number in range(12):
            journal.table.intend(f"m{number}", '{"prompt": "' + "p" * 3000 + '"}', "http://h", "o h 1 2", "t", 1.0)
    with NonceServer() as server:

        def created() -> str:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            return created_by_name(server.url, place)

        assert Child(created).said() == "JournalError"
        assert server.made == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root alone can become somebody else")
def test_a_file_that_may_not_be_written_sends_nothing(tmp_path: Path) -> None:
    with NonceServer() as server, tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "jobs.sqlite")
        Journal(place).entries()
        place.parent.chmod(0o755)
        place.chmod(0o444)
        videos = VideoGenerations("", base_url=server.url, journal=place)

        def refused() -> str:
            os.setuid(65534)  # nobody
            # Unchecked: the library for that is perhaps not installed for everybody.
            with pytest.raises(JournalError):
                videos.create(prompt="n", model="sora-2", once="n", check=False)
            return "refused"

        assert Child(refused).said() == "refused"
        assert server.made == []
