"""Creating by a name: what a journal says comes before anything is sent."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from ..call import ByName
from ..task import Task
from ..threads import in_thread


def create_once(once: ByName, create: Callable[[], Task], tell: Callable[[Task], None]) -> tuple[Task, bool]:
    """Create by a name.

    Args:
        once: The name, and what is to be sent by it.
        create: Sends the request.
        tell: Is told of a task that was created before.

    Returns:
        The task, and whether it has only now been created.
    """
    try:
        while (known := once.begin()) == "wait":
            time.sleep(once.pause())
        if known is None:
            return create(), True
        tell(known)
        return known, False
    except BaseException as error:
        once.failed(error)
        raise
    finally:
        once.over()


async def create_once_async(
    once: ByName, create: Callable[[], Awaitable[Task]], tell: Callable[[Task], None]
) -> tuple[Task, bool]:
    """Create like `create_once`."""
    import anyio  # here: httpx brings it, and loads it only where it is used

    try:
        while (known := await in_thread(once.begin)) == "wait":
            await anyio.sleep(once.pause())
        if known is None:
            return await create(), True
        tell(known)
        return known, False
    except BaseException as error:
        await in_thread(once.failed, error)
        raise
    finally:
        once.over()
