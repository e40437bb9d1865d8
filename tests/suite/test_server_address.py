"""A base URL is taken as it will be sent, or refused before anything is."""

from __future__ import annotations

import pytest
import requests

from clausewise.http.address import AddressError, checked_url
from clausewise.http.connection import origin


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://relay.example.com/v1/", "https://relay.example.com/v1"),
        ("HTTPS://Relay.Example.com", "https://relay.example.com"),
        ("https://bücher.example.com", "https://xn--bcher-kva.example.com"),
    ],
)
def test_an_address_is_that_of_the_requests_that_go_there(given: str, taken: str) -> None:
    """Or the guard of the connection would take the server for another one."""
    assert checked_url(given) == taken
    sent = requests.Request("POST", f"{taken}/path").prepare().url or ""
    assert origin(sent) == origin(taken)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "relay.example.com",
        "ftp://relay.example.com",
        "http://",
        "http://a..b",
        "http://.a",
        "http://*",
        f"http://{64 * 'a'}",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://127.0.0.1 :80",
        "http://127.0.0.1\n:80",
        "http://[::1",
        "http://127.0.0.1/?a=b",
    ],
)
def test_what_is_no_address_is_refused_in_one_line(given: str) -> None:
    with pytest.raises(AddressError, match="give scheme, host and port") as refused:
        checked_url(given)
    assert len(str(refused.value).splitlines()) == 1
