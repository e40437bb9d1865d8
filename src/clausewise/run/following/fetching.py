"""Fetching the result of a task: once, and what came of it kept in the ledger like any answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from clausewise.budget.ledger import Ledger
from clausewise.checks.video import asked_in_words
from clausewise.http.destinations import Destinations
from clausewise.http.download import HEADERS, Bounds, fetch
from clausewise.http.exchange import Exchange
from clausewise.media.inspector import MediaInspector, unable
from clausewise.run.kept_answers import restored, stored
from clausewise.run.result import Video
from clausewise.run.server_under_test import Client
from clausewise.spec.tasks import AskedVideo

#: The facts of a download that are kept in the place of the file.
Facts = dict[str, Any]


class Fetcher:
    """Fetches results for one thread. `bounds` holds for each download."""

    def __init__(self, client: Client, ledger: Ledger, media: MediaInspector, bounds: Bounds | None = None) -> None:
        self.client = client
        self.ledger = ledger
        self.media = media
        self.bounds = bounds or Bounds(seconds=max(120.0, client.timeout))
        self.destinations = Destinations.of_server(client.base_url)

    def fetch(self, name: str, url: str) -> None:
        """Fetch an address and keep what came of it under the name of a probe, unless an earlier run has."""
        request = digest(self.client.redact(url))  # as it stands in kept answers
        turn = next(turn for turn in count() if not _broken_off(self.ledger, name, request, turn))
        if self.ledger.recall(name, request, turn) is not None:
            return
        intent = self.ledger.intend(name, request, turn, may_be_paid=False)
        exchange = self._exchange(url)
        self.ledger.settle(intent, "unpaid", stored(exchange, self.client.redact))

    def _exchange(self, url: str) -> Exchange:
        with NamedTemporaryFile(prefix="contract-") as file:
            download = fetch(
                url, file, self.destinations,
                bounds=self.bounds, ca_bundle=self.client.ca_bundle, holds_secret=self.client.redact.finds,
            )  # fmt: skip
            file.flush()
            whole = download.sha256 and not download.error
            media = self.media.facts(Path(file.name)) if whole and unable() is None else None
        facts: Facts = {**asdict(download), "media": media}
        headers = facts.pop("headers")
        return Exchange(
            method="GET",
            url=self.client.redact(url),
            request_headers={} if download.refused and not download.trail else dict(HEADERS),
            request_body=b"",
            status=download.status,
            headers=headers,
            body=json.dumps(facts).encode(),
            seconds=download.seconds,
            error=download.error,
        )


def kept_video(client: Client, ledger: Ledger, name: str, url: str | None) -> Exchange | None:
    """The kept download of a task's result: of this run, an earlier one, or a recording."""
    if client.recording is not None:
        return client.recording.recall(name, 0)
    if url is None:
        return None
    for turn in count():
        entry = ledger.recall(name, digest(client.redact(url)), turn)
        if entry is None:
            return None
        if entry.answer is not None:
            return restored(entry.answer)
    return None


def facts_of(exchange: Exchange) -> Facts:
    """The facts of a kept download."""
    facts: Facts = json.loads(exchange.body)
    return facts


def without_picture(exchange: Exchange) -> Exchange:
    """A kept download as it is shown: the small picture of its video is for a page."""
    facts = facts_of(exchange)
    if not facts["media"] or "thumbnail" not in facts["media"]:
        return exchange
    media = {name: value for name, value in facts["media"].items() if name != "thumbnail"}
    return replace(exchange, body=json.dumps({**facts, "media": media}).encode())


def judged_video(probe: str, asked: AskedVideo | None, media: Facts) -> Video:
    """A video as a report shows it: what was asked for, and the facts of its file."""
    wanted = asked_in_words(asked) if asked is not None else {}
    return Video(probe, wanted, media["width"], media["height"], media["seconds"], media.get("thumbnail"))


def digest(url: str) -> str:
    """The name of the address of a download in the ledger."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def _broken_off(ledger: Ledger, name: str, request: str, turn: int) -> bool:
    entry = ledger.recall(name, request, turn)
    return entry is not None and entry.answer is None
