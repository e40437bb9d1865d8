"""Right ways to set a client up: options, hooks, journals, downloads, fakes for tests. Checked, never run."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import assert_type

import httpx
from video_generations_client import (
    AsyncJournal,
    AsyncVideoGenerations,
    Attempt,
    CreateUnderWay,
    Download,
    DownloadFailed,
    Entry,
    Journal,
    JournalError,
    JournalMismatch,
    LinkExpired,
    Retries,
    Task,
    TaskRecord,
    Timeouts,
    VideoGenerations,
)
from video_generations_client.testing import ContractServer, FakeAsyncVideoGenerations, FakeVideoGenerations


def set_up(key: str) -> None:
    """Ways to set a client up."""
    VideoGenerations()
    VideoGenerations(key, base_url="https://host.example", timeout=30, retries=None)
    VideoGenerations(api_key=key, timeout=Timeouts(read=30.0), retries=Retries(attempts=5))
    with VideoGenerations(http_client=httpx.Client(proxy="http://127.0.0.1:3128")) as videos:
        assert_type(videos, VideoGenerations)


@contextmanager
def span(attempt: Attempt) -> Generator[None, None, None]:
    """A hook."""
    attempt.headers["traceparent"] = "00"
    yield
    assert_type((attempt.status, attempt.number, attempt.error), tuple[int | None, int, BaseException | None])


def no_span(attempt: Attempt) -> AbstractContextManager[None]:
    """Another one."""
    return nullcontext()


def other_options(key: str) -> None:
    """Headers, hooks, and clients with other options."""
    videos = VideoGenerations(key, headers={"X-Team": "films"}, around_attempt=span)
    assert_type(videos.with_options(timeout=5), VideoGenerations)
    videos.with_options(retries=None, headers={"X-Job": "7"}).create(prompt="p", model="sora-2")
    videos.with_options(timeout=Timeouts(read=5), retries=Retries(attempts=2))
    VideoGenerations(key, around_attempt=no_span, http_client=httpx.Client)
    VideoGenerations(key, http_client=lambda: httpx.Client(proxy="http://127.0.0.1:3128"))
    AsyncVideoGenerations(key, around_attempt=span, http_client=lambda: httpx.AsyncClient(http2=False))
    assert_type(AsyncVideoGenerations(key).with_options(timeout=5), AsyncVideoGenerations)


def by_name(folder: Path) -> None:
    """Journals, downloads and what tests are offered."""
    videos = VideoGenerations("k", journal=folder / "jobs.sqlite")
    videos.create(prompt="p", model="sora-2", once="scene-14", on_created=print)
    assert_type(videos.journal, Journal)
    entries = videos.journal.unfinished()
    assert_type(entries, list[Entry])
    assert_type(entries[0].task_id, str | None)
    videos.wait(entries[0].task)
    videos.journal.resolve("scene-14", task_id="t")
    assert_type(videos.journal.forget("scene-14"), bool)
    VideoGenerations("k", journal=Journal("postgresql://me@host/jobs", survives_power_loss=True))
    try:
        target = Download("out.mp4", timeout=60, on_progress=lambda done, total: (done, total))
        videos.create_and_wait(prompt="p", model="sora-2", once="n", download=target)
        video = videos.create_and_wait(prompt="p", model="sora-2", download="out.mp4")
        assert_type(video.download(folder / "out.mp4", max_bytes=1000), Path)
    except JournalMismatch as error:
        assert_type(error.differences, tuple[str, ...])
    except (LinkExpired, DownloadFailed) as error:
        assert_type(error.task, TaskRecord | None)
    except (CreateUnderWay, JournalError):
        pass
    with FakeVideoGenerations("success", "failure", reads=2, journal=Journal("jobs.sqlite")) as fake:
        assert_type(fake.create(prompt="p", model="sora-2"), Task)
        fake.tasks.next("no-answer")
    with ContractServer("crash", api_key="k") as server:
        assert_type(server.url, str)


async def by_name_awaited(videos: AsyncVideoGenerations) -> None:
    """The same, awaited."""
    await videos.create(prompt="p", model="sora-2", once="scene-14")
    assert_type(videos.journal, AsyncJournal)
    assert_type(await videos.journal.unfinished(), list[Entry])
    assert_type(await videos.download(await videos.get("id"), Download("out.mp4")), Path)
    await videos.create_and_wait(prompt="p", model="sora-2", download="out.mp4")
    assert_type(FakeAsyncVideoGenerations("stuck").waited, float)
