"""The journal of an asynchronous client."""

from __future__ import annotations

from ..threads import in_thread
from .book import Journal
from .entry import Entry


class AsyncJournal:
    """The calls of a `Journal`, awaited: they run in threads, and never hold up the event loop."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def find(self, name: str) -> Entry | None:
        """See `Journal.find`."""
        return await in_thread(self.journal.find, name)

    async def entries(self) -> list[Entry]:
        """See `Journal.entries`."""
        return await in_thread(self.journal.entries)

    async def unfinished(self) -> list[Entry]:
        """See `Journal.unfinished`."""
        return await in_thread(self.journal.unfinished)

    async def unknown(self) -> list[Entry]:
        """See `Journal.unknown`."""
        return await in_thread(self.journal.unknown)

    async def resolve(self, name: str, *, task_id: str) -> None:
        """See `Journal.resolve`."""
        await in_thread(lambda: self.journal.resolve(name, task_id=task_id))

    async def forget(self, name: str) -> bool:
        """See `Journal.forget`."""
        return await in_thread(self.journal.forget, name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.journal.place}>"
