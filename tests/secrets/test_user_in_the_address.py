"""A base URL that holds a user, a password or a key is refused, and nothing of it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.http.address import AddressError, checked_url
from tests.hostile.driver import KEY
from tests.hostile.leaks import leaks
from tests.secrets.canary import Run

REFUSED = (
    "http://user:{}@127.0.0.1:9",
    "https://{}@127.0.0.1:9",
    "https://:{}@127.0.0.1:9",
    "https://user:{}@",
    "https://user/{}@127.0.0.1:9",
    "https://user:{}@127.0.0.1:none",
    "https://user:{}@[::1",
    "user:{}@127.0.0.1:9",
    "ftp://user:{}@127.0.0.1",
    "https://127.0.0.1:9?key={}",
    "https://127.0.0.1:9#{}",
)


@pytest.mark.parametrize("address", REFUSED)
def test_a_refused_address_is_not_shown(address: str) -> None:
    with pytest.raises(AddressError) as refused:
        checked_url(address.format(KEY))
    assert "give scheme, host and port" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert leaks(KEY, str(refused.value)) == []
    assert refused.value.__cause__ is None


def test_the_command_does_not_show_a_refused_address(tmp_path: Path) -> None:
    run = Run(tmp_path, f"--base-url=https://user:{KEY}@127.0.0.1:9", "--max-paid=0")
    printed = run.end()
    assert run.process.returncode == 4, printed
    said = [line for line in printed.splitlines() if line]
    assert len(said) == 1
    assert said[0].startswith("ERROR: --base-url: give scheme, host and port")
    assert run.leaks(printed) == {}
