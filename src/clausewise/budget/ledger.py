"""The ledger: what was sent and what it may have cost, written before each request leaves."""

from __future__ import annotations

import copy
import hashlib
import secrets
from uuid import uuid4

from clausewise.budget.grants import Grants
from clausewise.budget.limits import LedgerError, Limits
from clausewise.budget.opening import opened
from clausewise.budget.storage import Storage
from clausewise.settings.shared_ledger import LedgerPlace

#: Raised when the tables change: a ledger of another format belongs to another plan.
_FORMAT = 6
#: Rounds of PBKDF2 for the digest of a key.
_ROUNDS = 100_000


class Ledger(Grants):
    """The ledger of one run, in a file that several processes share, or in a database for several machines.

    Answers need not be kept where no run is resumed and each request may be sent again. With `begun` no run is made in
    a database: LedgerError, which names those that there are, where it is not there.
    Every method raises LedgerError when the file or the database cannot be read or written.
    """

    def __init__(
        self,
        path: LedgerPlace,
        *,
        limit: int | None = None,
        spend: int | None = None,
        keeps_answers: bool = True,
        begun: bool = False,
    ) -> None:
        super().__init__(path, opened(path, begun=begun), Limits(limit, spend))
        self.keeps_answers = keeps_answers

    def close(self) -> None:
        """Close the file or the connection."""
        self.storage.close()

    def over(self, storage: Storage) -> Ledger:
        """The ledger of this machine over another connection, for threads that send only while it takes part."""
        other = copy.copy(self)
        other.storage, other.leased = storage, True
        return other

    def join(self, plan: str, key: str | None = None) -> None:
        """Bind the ledger to one plan and one API key. LedgerError when it belongs to others."""
        plan = f"{_FORMAT} {plan}"

        def joined() -> None:
            known, digest = self.storage.fact("plan"), self.storage.fact("key")
            if known is not None and known != plan:
                raise LedgerError(
                    f"{self.path}: this is the ledger of another plan (another spec, server, option or shard); "
                    "resume with the options of that run, or give another file"
                )
            if digest is not None and digest != _key_digest(key, digest.partition(" ")[0]):
                raise LedgerError(
                    f"{self.path}: the API key is another than that of the run that is to go on, and another account "
                    "may answer otherwise; resume with the same key, or give another file"
                )
            self.storage.note("plan", plan)
            self.storage.note_first("key", _key_digest(key, secrets.token_hex(16)))

        self.storage.atomically(joined)

    def is_of(self, plan: str) -> bool:
        """Tell whether the ledger belongs to a plan."""
        return self.storage.fact("plan") == f"{_FORMAT} {plan}"

    def has_key(self) -> bool:
        """Tell whether its run has an API key; False where no run has joined."""
        digest = self.storage.fact("key")
        return digest is not None and not digest.endswith(" none")

    def run_id(self) -> str:
        """The id of the run, the same for every process and every resumption of it."""
        self.storage.note_first("run", str(uuid4()))
        return str(self.storage.fact("run"))

    def count_failure(self, *, failed: bool) -> int:
        """Count the failures in a row, of all processes, this answer included."""

        def counted() -> int:
            count = int(self.storage.fact("failures") or 0) + 1 if failed else 0
            self.storage.note("failures", str(count))
            return count

        nothing_new = not failed and self.storage.fact("failures") in (None, "0")
        return 0 if nothing_new else self.storage.atomically(counted)

    def end(self, reason: str) -> None:
        """End the run for every process: nothing more is sent."""
        self.storage.note_first("ended", reason)

    def go_on(self) -> None:
        """Let a run that was ended go on; nobody knows what became of what was under way then.

        A process of the run before that is alive still sends nothing more.
        """
        self.storage.execute("UPDATE intents SET outcome = 'unknown' WHERE outcome = 'sent'")
        self.storage.execute("DELETE FROM facts WHERE name IN ('ended', 'failures', 'next', 'turns')")
        for table in ("finished", "causes", "machines"):
            self.storage.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        self._takes_part = False

    def ended(self) -> str | None:
        """The reason why the run was ended, None while it goes on."""
        return self.storage.fact("ended")


def _key_digest(key: str | None, salt: str) -> str:
    """A salted digest of a key, the salt before it: the ledger never holds the key."""
    if key is None:
        return f"{salt} none"
    return f"{salt} {hashlib.pbkdf2_hmac('sha256', key.encode(), bytes.fromhex(salt), _ROUNDS).hex()}"
