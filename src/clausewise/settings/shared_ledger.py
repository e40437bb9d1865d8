"""The ledger of many machines: the address of a PostgreSQL database, and the name of the run in it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from clausewise.http.redaction import Secret

#: The prefix of the name of an environment variable that holds the address.
FROM_ENVIRONMENT = "env:"
_ADDRESS = re.compile(r"postgres(?:ql)?://([^/?#]*)([^#]*)")
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
#: Parameters of an address that are secret beside its password.
_SECRET = ("password", "sslpassword")


class SharedLedgerError(Exception):
    """The address or the name is wrong; the message says in one line what to do, and holds nothing of the address."""


#: The seconds that a machine or a worker may be unheard of before it counts as dead, and how often it is heard in them.
LEASE, BEATS = 30.0, 6


@dataclass(frozen=True)
class SharedLedger:
    """A run in a database. Nothing of the address is shown: what looks like a host may be a piece of a password."""

    address: Secret = field(repr=False)
    run: str

    def __str__(self) -> str:
        return f"--ledger (PostgreSQL, run {self.run})"

    @property
    def schema(self) -> str:
        """The schema of the database that holds it, at most 63 characters as PostgreSQL has it."""
        return f"clausewise_{self.run}"

    @property
    def secrets(self) -> list[str]:
        """The passwords of the address, as they stand in it and as they are meant."""
        found = _ADDRESS.fullmatch(self.address)
        authority, rest = (found[1], found[2]) if found else ("", "")
        written = authority.rpartition("@")[0].partition(":")[2]
        given = [value for name, value in parse_qsl(rest.partition("?")[2]) if name in _SECRET]
        return [secret for secret in dict.fromkeys([written, unquote(written), *given]) if secret]


@dataclass(frozen=True)
class SharedRound(SharedLedger):
    """A round of a fleet in a database, beside the runs that it is made of; `run` is its name."""

    def __str__(self) -> str:
        return f"--ledger (PostgreSQL, fleet {self.run})"

    @property
    def schema(self) -> str:
        """The schema of the round, which no run can have."""
        return f"clausewisefleet_{self.run}"


#: The place of a ledger: a file, or a run in a database.
LedgerPlace = Path | SharedLedger


def is_shared(ledger: str) -> bool:
    """Tell whether a value of --ledger means a database and no file."""
    return ledger.startswith((FROM_ENVIRONMENT, "postgresql://", "postgres://"))


def read_shared(ledger: str, run: str | None) -> SharedLedger:
    """The ledger that --ledger and --run name; SharedLedgerError when they do not."""
    address, named = ledger, "--ledger"
    if ledger.startswith(FROM_ENVIRONMENT):
        name = ledger.removeprefix(FROM_ENVIRONMENT)
        address, named = (
            os.environ.get(name, "").strip(),
            f"the environment variable that --ledger {FROM_ENVIRONMENT} names",
        )
        if not address:
            raise SharedLedgerError(f"{named} is not set or empty: set it to postgresql://USER:PASSWORD@HOST/DATABASE")
    found = _ADDRESS.fullmatch(address)
    if found is None or "@" in found[2] or found[1].count("@") > 1:
        raise SharedLedgerError(
            f"{named} is no address as postgresql://USER:PASSWORD@HOST/DATABASE: write each of @ : / ? # % in a "
            "password as % and two digits (@ is %40)"
        )
    if run is None:
        raise SharedLedgerError(
            "--run: name the run in this ledger, the same on each machine that takes part, as night-7"
        )
    if not _RUN.fullmatch(run):
        raise SharedLedgerError(
            "--run: give at most 40 letters, digits, dots, dashes and underscores, a letter or digit first"
        )
    return SharedLedger(Secret(address), run)
