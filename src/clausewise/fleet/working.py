"""A worker: takes jobs until it is stopped, and gives those of dead workers to others."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import closing, suppress

import psycopg
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.exceptions import ConnectorException

from clausewise.budget.limits import LedgerError
from clausewise.fleet.job import NotDoneError, check
from clausewise.fleet.queue import QUEUE, TASK, queue
from clausewise.fleet.rounds import Ended, Round
from clausewise.settings.shared_ledger import BEATS, SharedLedger, SharedRound

#: The most times that a job is begun or gone on with; then its outcome is noted as it is.
ATTEMPTS = 20
#: Seconds that the database may be gone, and between two attempts to reach it.
PATIENCE, PAUSE = 60.0, 2.0
#: The exit code of a check that was given up.
GIVEN_UP = 2


class Worker:
    """Takes jobs of a database, some at a time. `tell` is given a line for each that begins or ends."""

    def __init__(self, place: SharedLedger, jobs: int, lease: float, tell: Callable[[str], None]) -> None:
        self.place = place
        self.jobs = jobs
        self.lease = lease
        self.tell = tell
        self._stopped = False

    async def work(self) -> None:
        """Take jobs until a signal comes; LedgerError when the database is gone for longer than PATIENCE."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in one

        def stop() -> None:
            self._stopped = True
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        since: float | None = None  # when the database was found gone
        while True:
            try:
                app = await asyncio.to_thread(queue, self.place)
                self._add_task(app)
                async with app.open_async():
                    since = None
                    await self._serve(app)
            except asyncio.CancelledError:
                if self._stopped:
                    return
                raise
            except (ConnectorException, psycopg.Error) as error:
                since = time.monotonic() if since is None else since
                if time.monotonic() - since > PATIENCE:
                    told = f"{self.place}: the database is gone ({type(error).__name__}); start the worker again"
                    raise LedgerError(told) from None
            await asyncio.sleep(PAUSE)

    async def _serve(self, app: App) -> None:
        """Work until the connection is lost."""
        rescuing = asyncio.create_task(self._rescue(app))
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=self.jobs,
                install_signal_handlers=False,
                shutdown_graceful_timeout=0,  # what is under way is given back, and goes on elsewhere
                update_heartbeat_interval=self.lease / BEATS,
                stalled_worker_timeout=self.lease,
                delete_jobs="successful",
            )
        finally:
            rescuing.cancel()
            with suppress(asyncio.CancelledError, ConnectorException, psycopg.Error):
                await rescuing

    async def _rescue(self, app: App) -> None:
        """Give the jobs of workers that are not heard of any more to others."""
        manager = app.job_manager
        while True:
            with suppress(ConnectorException, psycopg.Error):  # looked for again in a moment
                for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self.lease):
                    with suppress(ConnectorException):  # another worker was first
                        await manager.retry_job(job)
                        self.tell(f"{job.task_kwargs.get('server')}: its worker is gone; another goes on by its ledger")
            await asyncio.sleep(self.lease / BEATS)

    def _add_task(self, app: App) -> None:
        @app.task(name=TASK, queue=QUEUE, pass_context=True, retry=RetryStrategy(max_attempts=ATTEMPTS, wait=1))
        async def run(
            context: JobContext, *, name: str, server: str, options: dict[str, str], files: dict[str, str]
        ) -> None:
            place = SharedRound(self.place.address, name)
            self.tell(f"{name}: {server} is checked")
            try:
                ended = await check(place, server, options, files)
            except (NotDoneError, LedgerError) as error:
                if context.job.attempts + 1 < ATTEMPTS:
                    self.tell(f"{name}: {server} is not done: {error}")
                    raise
                ended = Ended(GIVEN_UP, f"given up after {ATTEMPTS} attempts: {error}")
                await asyncio.to_thread(_note, place, server, ended)
            self.tell(f"{name}: {server} has ended with {ended.code}{f': {ended.said}' if ended.said else ''}")


def _note(place: SharedRound, server: str, ended: Ended) -> None:
    with closing(Round(place)) as round_:
        round_.end(server, ended)
