"""The intents: each request, written down before it leaves, and what became of it."""

from __future__ import annotations

from clausewise.budget.limits import Counts, LedgerEntry
from clausewise.budget.participants import Participants

#: A request whose answer nobody waits for: it has come, or the process is gone.
ENDED = "outcome != 'sent' OR sender NOT IN (SELECT id FROM machines)"


class Intents(Participants):
    """One row for each request. Every method raises LedgerError when the ledger cannot be read or written."""

    def is_new(self) -> bool:
        """Tell whether nothing was ever sent by this ledger."""
        return self.storage.row("SELECT 1 FROM intents LIMIT 1") is None

    def is_quiet(self) -> bool:
        """Tell whether no request of any process that takes part is under way."""
        return self.storage.row(f"SELECT 1 FROM intents WHERE NOT ({ENDED}) LIMIT 1") is None  # noqa: S608 - no value

    def recall(self, probe: str, request: str, turn: int) -> LedgerEntry | None:
        """Look up the `turn`th sending of a probe's request in an earlier run; None when it was not sent."""
        row = self.storage.row(
            "SELECT id, outcome, may_be_paid, answer FROM intents WHERE probe = ? AND request = ? AND turn = ?",
            (probe, request, turn),
        )
        return None if row is None else LedgerEntry(row[0], row[1], bool(row[2]), row[3])

    def settle(self, intent: int, outcome: str, answer: str | None = None) -> None:
        """Write down what became of a request, paid, unpaid or unknown, and its answer.

        What was paid counts, also where nobody thought that it could be. Another answer that comes late, when others
        have sent the request again, is not that of its turn any more.
        """
        paid = outcome == "paid"
        self.storage.execute(
            "UPDATE intents SET outcome = ?, answer = ?, may_be_paid = may_be_paid OR ? "
            "WHERE id = ? AND (sender = ? OR ?)",
            (outcome, answer, paid, intent, self.sender, paid),
        )

    def withdraw(self, intent: int) -> None:
        """Take back an intent whose request certainly has not left."""
        if not self.storage.execute("DELETE FROM intents WHERE id = ? AND lost = 0", (intent,)):
            self.storage.execute(
                "UPDATE intents SET outcome = 'unknown', lost = lost - 1 WHERE id = ? AND lost > 0", (intent,)
            )

    def forget_answers(self, probe: str) -> None:
        """Forget what a probe was answered where it cost nothing: a resumed run asks again."""
        self.storage.execute("UPDATE intents SET answer = NULL WHERE probe = ? AND outcome = 'unpaid'", (probe,))

    def counts(self) -> Counts:
        """The sums so far, of every process and every run that shared the file."""
        rows = self.storage.rows(
            "SELECT outcome, may_be_paid, COUNT(*), SUM(price), SUM(lost) FROM intents GROUP BY 1, 2"
        )
        sums = {(outcome, bool(may_be_paid)): count for outcome, may_be_paid, count, _, _ in rows}
        return Counts(
            requests=sum(sums.values()) + int(sum(lost for *_, lost in rows)),
            paid=sums.get(("paid", True), 0),
            unknown=sums.get(("unknown", True), 0) + sums.get(("sent", True), 0),
            spent=int(sum(price for outcome, may_be_paid, _, price, _ in rows if may_be_paid and outcome != "unpaid")),
        )
