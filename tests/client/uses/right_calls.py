"""Right calls of the client: type checkers in strict mode have nothing to say. Checked, never run."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Literal, assert_type

import httpx
from video_generations_client import (
    NOT_GIVEN,
    AsyncVideoGenerations,
    InvalidRequest,
    OutcomeUnknown,
    Response,
    Task,
    TaskFailed,
    TaskRecord,
    Timeouts,
    VideoGenerations,
    VideoGenerationsError,
    WaitCancelled,
    WaitTimedOut,
    data_uri,
    parse_notification,
)
from video_generations_client._generated.models import AspectRatio, VideoModel, VideoTask


def plain(videos: VideoGenerations) -> None:
    """Each use of the endpoint."""
    assert_type(videos.create(prompt="p", model="sora-2"), Task)
    videos.create(prompt="p", model="sora-2", duration="10")
    videos.create(prompt="p", model="sora-2", duration="15", aspect_ratio="9:16", hd=False)
    videos.create(prompt="p", model="sora-2-pro", duration="25")
    videos.create(prompt="p", model="sora-2-pro", hd=True)
    videos.create(prompt="p", model="sora-2-pro", hd=True, duration="15", watermark=False, private=True)
    videos.create(prompt="p", model="sora-2", images=["https://x.example/1.png"], notify_hook="https://h.example/")
    videos.create(prompt="p", model="sora-2", character_url="https://x.example/c.mp4", character_timestamps="1,3")
    videos.create(prompt="p", model="sora-2", hd=NOT_GIVEN, duration=NOT_GIVEN)


def options(videos: VideoGenerations, event: threading.Event) -> None:
    """The options of the calls."""
    videos.create(prompt="p", model="sora-2", check=False, extra={"zz_unknown": 5}, timeout=3)
    videos.create(prompt="p", model="sora-2", hd=None)  # not given
    task = videos.create(prompt="p", model="sora-2", timeout=Timeouts(connect=1))
    videos.wait(task, interval=10, wait_timeout=600, on_progress=print, cancel=event, timeout=5.0)
    videos.wait("id")
    videos.get(task, timeout=3)
    done = videos.create_and_wait(prompt="p", model="sora-2-pro", duration="25", interval=60, check=True)
    assert_type(done.output, str | None)
    assert_type(done.status, str | None)
    assert_type(done.record, VideoTask)


def chosen_while_running(
    videos: VideoGenerations,
    model: VideoModel,
    ratio: AspectRatio,
    short: Literal["10", "15"],
    hidden: bool,  # noqa: FBT001 - the type is what this is about
    anything: dict[str, Any],
) -> None:
    """Values that are known when the program runs."""
    videos.create(prompt="p", model=model)
    videos.create(prompt="p", model=model, aspect_ratio=ratio, duration=short, private=hidden)
    videos.create(prompt="p", model="sora-2-pro", hd=hidden)
    videos.create(prompt="p", model="sora-2", private=hidden if ratio == "16:9" else NOT_GIVEN)
    videos.create(**anything)


def errors(videos: VideoGenerations) -> None:
    """The types of what errors carry."""
    try:
        videos.create_and_wait(prompt="p", model="sora-2")
    except InvalidRequest as error:
        for problem in error.problems:
            assert_type((problem.field, problem.clause, problem.reason), tuple[str, str, str])
    except TaskFailed as error:
        assert_type(error.fail_reason, str | None)
    except OutcomeUnknown as error:
        assert_type(error.task_id, str | None)
    except VideoGenerationsError as error:
        assert_type((error.status, error.body, error.retry_after), tuple[int | None, str, float | None])


def notified(body: bytes, headers: dict[str, str]) -> str | None:
    """A receiver of notifications."""
    return parse_notification(body, headers).output


async def awaited(videos: AsyncVideoGenerations, model: VideoModel) -> None:
    """The same, awaited."""
    assert_type(await videos.create(prompt="p", model=model, duration="15"), Task)
    await videos.create(prompt="p", model="sora-2-pro", hd=True, duration="25")
    assert_type(await videos.create_and_wait(prompt="p", model="sora-2-pro", duration="25"), Task)
    task = await videos.get("id")
    await videos.wait(task, interval=10)
    async with AsyncVideoGenerations("key", http_client=httpx.AsyncClient()) as other:
        assert_type(other, AsyncVideoGenerations)


def not_given(videos: VideoGenerations, duration: Literal["10", "15"] | None, link: str | None) -> None:
    """None for what may be left out."""
    videos.create(prompt="p", model="sora-2", duration=duration, notify_hook=link, hd=None, images=None)
    videos.create_and_wait(prompt="p", model="sora-2-pro", hd=True, duration=None, private=None)


def write_down(task: Task) -> None:
    """A place for ids."""
    assert_type(task.task_id, str)


def told(videos: VideoGenerations, folder: Path) -> None:
    """Knowledge of a task, and when it is there."""
    task = videos.create(prompt="p", model="sora-2", on_created=write_down, images=[data_uri(folder / "a.png")])
    videos.create_and_wait(prompt="p", model="sora-2", on_created=lambda task: task.task_id, interval=5)
    assert_type(task.percent, float | None)
    assert_type(task.response, Response | None)
    if task.response is not None:
        assert_type((task.response.status, task.response.request_id), tuple[int, str | None])
        assert_type(task.response.headers["x-request-id"], str)
    assert_type(data_uri("a.png", max_bytes=1000), str)
    try:
        videos.wait(task)
    except (WaitTimedOut, WaitCancelled) as error:
        assert_type(error.task, TaskRecord | None)
