"""Starting the task of an accepted create, and the call of its hook when it ends."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from clausewise.mock_server import life
from clausewise.mock_server.endpoints import Endpoint, Routes
from clausewise.mock_server.exchange import Request
from clausewise.mock_server.hooks.delivering import Hooks
from clausewise.mock_server.scripting import ScriptError
from clausewise.mock_server.steps import Steps
from clausewise.mock_server.tasks import NOTHING_ASKED, Task, Tasks
from clausewise.mock_server.videos import film
from clausewise.spec import SpecError

#: Operations whose answers are made before the first request; a large spec has hundreds.
MOST_PREPARED = 50


class Starting:
    """The tasks of a server.

    `readers` are the operations that read tasks, `creators` those that start them, both by the id of the reading one.
    """

    steps: Steps

    def __init__(self, routes: Routes, pace: float, tasks: Tasks, hooks: Hooks) -> None:
        self.routes = routes
        self.pace = pace
        self.tasks = tasks
        self.hooks = hooks
        endpoints = [endpoint for route in routes for endpoint in route.methods.values()]
        if not endpoints:
            raise SpecError(f"{routes.spec.source}: there is no operation to serve; add one below paths")
        for endpoint in endpoints[:MOST_PREPARED]:
            _ = endpoint.shown
        self.readers = {endpoint.operation.id: endpoint for endpoint in endpoints if endpoint.created_by}
        self.creators = {endpoint.link.target: endpoint for endpoint in endpoints if endpoint.link}
        #: Whose error shape a refusal has that belongs to no operation.
        self.anywhere = endpoints[0]

    def start(
        self, endpoint: Endpoint, request: Request, value: Any, task_id: Any, words: tuple[str, ...] = ()
    ) -> None:
        """Start a task of an accepted request; `words` change its life. ScriptError for a word that means nothing."""
        assert endpoint.link is not None  # noqa: S101 - the caller has asked
        reader = self.readers.get(endpoint.link.target)
        known = life.words(reader) if reader else frozenset(life.LIVES)
        for word in words:
            if word.lower() not in known:
                raise ScriptError(f"there is no life of that name; there are {', '.join(sorted(known))}")
        task = Task(
            id=task_id,
            created=self.tasks.clock(),
            reader=endpoint.link.target,
            pace=self.pace,
            life=words,
            base_url=request.base_url,
            hook=endpoint.callback.url(value) if endpoint.callback else None,
            asked=endpoint.video_terms.asked_video(value) if endpoint.video_terms else NOTHING_ASKED,
        )
        self.tasks.add(task)
        if task.hook is not None:
            self.plan_hook(task)

    def record(self, reader: Endpoint, task: Task) -> Any:
        """The answer to a read of a task."""
        return life.wrapped(reader, task, self.steps.record(reader, task))

    def plan_hook(self, task: Task) -> None:
        """Let the hook of a task be called when the task ends, if it ever does."""
        creator, reader = self.creators.get(task.reader), self.readers.get(task.reader)
        seconds = life.ends_after(reader, task) if reader else math.inf
        if creator is None or reader is None or math.isinf(seconds):
            return
        ended = replace(task, now=task.created + seconds + 0.001)  # a moment later: sums of floats may fall short
        left = ended.now - self.tasks.clock()
        for call in self.steps.notify(creator, ended, self.record(reader, ended)):
            self.hooks.plan(str(task.id), call, left + call.after, lambda: self.tasks.settle(str(task.id)))

    def identify(self, endpoint: Endpoint, _: Any) -> Any:
        """A new id: a number where the spec shows one, else a UUID, unless the spec wants another form."""
        return endpoint.form_of_ids(self.tasks.number())

    def file(self, task: Task) -> bytes:
        """The file of a task's video."""
        return film.stamped(self.steps.film(self.steps.shape(task)), str(task.id))
