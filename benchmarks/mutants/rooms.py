"""The rooms whose code is changed, and the tests that are to notice it."""

from __future__ import annotations

from dataclasses import dataclass

ENGINE, CLIENT = "src/clausewise", "src/video_generations_client"


@dataclass(frozen=True)
class Room:
    """Modules by their paths in the folder where mutmut runs, and tests that take milliseconds."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


def _of(folder: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}.py" for name in names)


_CLIENT_TESTS = (
    *("attempts", "judgement_of_a_call", "judgement_of_a_create", "judgement_of_a_read", "never_left", "options"),
    *("patience", "retry_rules", "sending_again", "told_refusals"),
)
_JOURNAL_TESTS = (
    *("journal_files", "journal_in_sqlite", "journal_locked", "journal_places", "once", "once_on_a_bad_disk"),
    *("once_unfinished", "once_unknown"),
)

ROOMS = {
    "ledger": Room(
        _of(
            f"{ENGINE}/budget",
            *(
                "begun_runs",
                "grants",
                "intents",
                "ledger",
                "ledger_file",
                "ledger_database",
                "limits",
                "opening",
                "participants",
            ),
            *("storage", "shared_notes", "total", "work"),
        ),
        ("tests/budget", "tests/fleet/test_total.py"),
    ),
    "prices": Room(
        _of(f"{ENGINE}/settings", "prices"), ("tests/settings/test_prices.py", "tests/settings/test_price_files.py")
    ),
    "sender": Room(
        _of(f"{ENGINE}/run", "sender"),
        tuple(
            f"tests/run/test_{name}.py"
            for name in ("costs", "intents", "sending_options", "recording_and_replay", "retry_after", "sending_once")
        ),
    ),
    "client": Room(
        _of(CLIENT, "exchange", "failures", "outgoing", "patience", "judgement", "retries", "waiting"),
        ("tests/client/exchange", "tests/client/waiting", *(f"tests/client/test_{name}.py" for name in _CLIENT_TESTS)),
    ),
    "journal": Room(
        _of(f"{CLIENT}/journal", "files", "sqlite_file", "table"),
        tuple(f"tests/client/test_{name}.py" for name in _JOURNAL_TESTS),
    ),
}
