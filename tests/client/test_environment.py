"""A set-up that is wrong says which setting is, before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    ConfigurationError,
    NotSent,
    VideoGenerations,
    environment,
)

from tests.client.answers import AWAY, VALID
from tests.client.conftest import KEY

pytestmark = pytest.mark.usefixtures("plain_environment")


@pytest.mark.parametrize("kind", [VideoGenerations, AsyncVideoGenerations])
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9", r"ALL_PROXY names a SOCKS proxy.*pip install 'httpx\[socks\]'"),
        ("https_proxy", "socks5h://user:secret@127.0.0.1:9", "https_proxy names a SOCKS proxy"),
        ("HTTPS_PROXY", "ftp://user:secret@proxy.example", "HTTPS_PROXY is no address of a proxy"),
        ("HTTP_PROXY", "http://user:secret@proxy.example:x", "HTTP_PROXY is no address of a proxy"),
        ("ALL_PROXY", "socks4://proxy.example", "ALL_PROXY is no address of a proxy"),
        ("HTTPS_PROXY", f"http://user:secret@{'a' * 70}.example:1", "HTTPS_PROXY holds no name of a host"),
        ("all_proxy", "http://proxy..example:1", "all_proxy holds no name of a host"),
        ("NO_PROXY", "[::1", "NO_PROXY holds an entry that is no host"),
        ("SSL_CERT_FILE", "no-such-file.pem", "SSL_CERT_FILE='no-such-file.pem': .*No such file"),
        ("SSL_CERT_FILE", __file__, "SSL_CERT_FILE=.*it holds no certificate"),
        ("SSL_CERT_FILE", str(Path(__file__).parent), "SSL_CERT_FILE=.*cannot be read"),
        ("SSLKEYLOGFILE", "no-such-folder/keys.log", "SSLKEYLOGFILE='no-such-folder/keys.log': .*No such file"),
        ("SSLKEYLOGFILE", str(Path(__file__).parent), "SSLKEYLOGFILE=.*Is a directory"),
    ],
)
def test_a_broken_setting_of_the_environment_is_named(
    kind: type[Any], name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=says) as caught:
        kind(KEY, base_url=AWAY)
    assert "secret" not in str(caught.value)
    assert caught.value.__context__ is None, "the library's error may hold a password"


def test_only_the_setting_that_is_broken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    monkeypatch.setenv("SSLKEYLOGFILE", "no-such-folder/keys.log")
    with pytest.raises(ConfigurationError) as caught:
        VideoGenerations(KEY, base_url=AWAY)
    assert "SSLKEYLOGFILE=" in str(caught.value)
    assert "SSL_CERT_FILE" not in str(caught.value)


def test_certificates_are_read_once_and_again_when_they_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "trusted.pem"
    place.write_bytes(Path(certifi.where()).read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(place))
    assert environment.trust() is environment.trust()
    first = environment.trust()
    monkeypatch.delenv("SSL_CERT_FILE")
    assert environment.trust() is not first
    monkeypatch.setenv("SSL_CERT_FILE", str(place))
    place.write_text("no certificate", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="holds no certificate"):
        VideoGenerations(KEY, base_url=AWAY)


def test_a_setting_that_breaks_later_is_named_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second event loop needs connections of its own."""
    videos = AsyncVideoGenerations("", base_url=AWAY, retries=None, timeout=0.01)
    monkeypatch.setattr(httpx.AsyncClient, "send", _unsent)

    async def create() -> str:
        return (await videos.create(**VALID)).task_id

    asyncio.run(_of(create, NotSent))
    monkeypatch.setenv("HTTPS_PROXY", "ftp://proxy.example")
    asyncio.run(_of(create, ConfigurationError))


async def _unsent(_: httpx.AsyncClient, request: httpx.Request, **__: object) -> None:
    raise httpx.ConnectError("refused", request=request)


async def _of(create: Callable[[], Any], kind: type[BaseException]) -> None:
    with pytest.raises(kind):
        await create()
