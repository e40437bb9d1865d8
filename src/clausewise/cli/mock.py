"""Serve a mock server of a spec.

Exit codes: 0 when stopped (Ctrl-C or SIGTERM), 2 when it cannot start.
"""

from __future__ import annotations

import argparse
import errno
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from clausewise.cli.mock_options import parser_of
from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import UnknownNameError, faults, variants
from clausewise.mock_server.faults.catalogue import entries
from clausewise.mock_server.process import Settings, forget_shared
from clausewise.mock_server.running import configured, listening
from clausewise.mock_server.store import StoreError
from clausewise.mock_server.unsupported import unsupported
from clausewise.mock_server.videos import film
from clausewise.settings.options import OptionError
from clausewise.settings.single_options import api_key
from clausewise.spec import Spec, SpecError

CANNOT_START = 2
#: Seconds that requests under way are waited for at the end.
GRACE = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = parser_of(__doc__).parse_args(arguments)
    if options.list:
        _print_catalogue()
        return 0
    try:
        keys = frozenset({api_key(options.api_key_env)} if options.api_key_env is not None else ())
        spec = Spec.load(options.spec)
        with ExitStack() as resources:
            settings = _settings(options, keys, resources)
            app = settings.server()
            opened = resources.enter_context(listening(options.host, options.port))
            for line in (*_needs(options, keys), *unsupported(spec), *([] if film.can_make() else [film.WITHOUT_PYAV])):
                print(f"Note: {line}", file=sys.stderr)
            host = f"[{options.host}]" if ":" in options.host else options.host
            where = f"http://{host}:{opened.getsockname()[1]}"
            print(f"Mock server at {where} (Ctrl+C stops it)", flush=True)
            serve(app, settings, opened, options.workers)
    except (SpecError, UnknownNameError, StoreError, OptionError) as error:
        return _cannot_start(str(error.args[0]))
    except (OSError, OverflowError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        if isinstance(error, (socket.gaierror, UnicodeError)) or getattr(error, "errno", None) == errno.EADDRNOTAVAIL:
            return _cannot_start(f"--host {options.host}: {reason}; give an address of this machine")
        return _cannot_start(f"port {options.port} of {options.host}: {reason}; choose another with --port")
    return 0


def serve(app: MockServer, settings: Settings, opened: socket.socket, workers: int) -> None:
    """Serve until a signal comes; requests under way are answered first, for GRACE seconds at most."""
    bounds: dict[str, Any] = {"timeout_graceful_shutdown": GRACE, "lifespan": "on"}
    if workers == 1:
        for number in (signal.SIGINT, signal.SIGTERM):  # uvicorn stops in order and then raises the signal again
            signal.signal(number, lambda *_: sys.exit(0))
        with suppress(SystemExit):
            uvicorn.Server(configured(app, **bounds)).run(sockets=[opened])
        return
    app.tasks.close()  # each worker opens the store for itself
    config = configured(settings.server, factory=True, workers=workers, **bounds)
    Multiprocess(config, sockets=[opened]).run()


def _settings(options: argparse.Namespace, keys: frozenset[str], resources: ExitStack) -> Settings:
    store = options.store
    if store is None and options.workers > 1:
        store = Path(resources.enter_context(TemporaryDirectory(prefix="mock-server-")), "tasks.sqlite")
    if options.workers > 1:
        forget_shared(store)
    return Settings(
        spec=options.spec,
        keys=keys,
        faults=tuple(options.fault),
        variants=tuple(options.variant),
        pace=options.pace / options.speed,
        allow_notify=frozenset(options.allow_notify),
        store=store,
        shared=options.workers > 1,
    )


def _needs(options: argparse.Namespace, keys: frozenset[str]) -> Iterator[str]:
    for entry in entries(options.fault, options.variant):
        if entry.keys and not keys:
            yield f"{entry.name} shows only on a server that knows an API key; give it one with --api-key-env"


def _print_catalogue() -> None:
    for fault in faults().values():
        needs = "; needs --api-key-env" if fault.keys else ""
        print(f"{fault.name}  [{fault.family}; {', '.join(fault.clauses)}{needs}]  {fault.says}")
    for variant in variants().values():
        print(f"{variant.name}  [variant]  {variant.says}")


def _cannot_start(reason: str) -> int:
    print(f"clausewise mock: {reason}", file=sys.stderr)
    return CANNOT_START
