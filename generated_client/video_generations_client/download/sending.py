"""Sending the requests of a download, over connections that know nothing of the client's."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..address import is_loopback
from ..environment import http_client, trust
from ..errors import ConfigurationError
from ..http_library import httpx
from ..patience import AsyncPatience, Patience
from ..signals import SignalsOf
from ..threads import in_thread
from .options import Download
from .transfer import Transfer

if TYPE_CHECKING:
    from ..task_record import TaskRecord

C = TypeVar("C", httpx.Client, httpx.AsyncClient)
#: Hosts that are no hosts: what answers in their place, in a test without a network.
OFFLINE: dict[str, httpx.MockTransport] = {}


def fetch(task: TaskRecord, options: Download) -> Path:
    """Download the video of a task.

    Raises:
        LinkExpired: The host of the video refuses its address.
        DownloadFailed: It could not be fetched.
    """
    with Transfer(task, options) as transfer, _http(httpx.Client, transfer) as http:
        while not transfer.done:
            try:
                with SignalsOf(None):
                    _receive(http, transfer)
            except (httpx.HTTPError, httpx.StreamError) as error:
                transfer.broken(error)
            http.cookies.clear()
            transfer.tell()
            if not transfer.done:
                time.sleep(transfer.pause)
    return transfer.path


def _receive(http: httpx.Client, transfer: Transfer) -> None:
    with http.stream("GET", transfer.url, **transfer.asked(Patience)) as response:
        if transfer.answered(response.status_code, response.headers):
            for piece in response.iter_bytes():
                transfer.takes(piece)
                transfer.tell()
            transfer.ended()


async def fetch_async(task: TaskRecord, options: Download) -> Path:
    """Download the video of a task, like `fetch`; files are written in threads."""
    import anyio  # here: httpx brings it, and loads it only where it is used

    with Transfer(task, options) as transfer:
        async with _http(httpx.AsyncClient, transfer) as http:
            while not transfer.done:
                try:
                    async with http.stream("GET", transfer.url, **transfer.asked(AsyncPatience)) as response:
                        if await in_thread(transfer.answered, response.status_code, response.headers):
                            async for piece in response.aiter_bytes():
                                await in_thread(transfer.takes, piece)
                                transfer.tell()
                            await in_thread(transfer.ended)
                except (httpx.HTTPError, httpx.StreamError) as error:
                    transfer.broken(error)
                http.cookies.clear()
                transfer.tell()
                if not transfer.done:
                    await anyio.sleep(transfer.pause)
    return transfer.path


def _http(kind: type[C], transfer: Transfer) -> C:
    host = transfer.url.host
    if host in OFFLINE:
        return kind(transport=OFFLINE[host])
    try:
        return http_client(kind, trust(), may_use_proxy=not is_loopback(host))
    except ConfigurationError as error:
        raise transfer.not_set_up(error) from None
