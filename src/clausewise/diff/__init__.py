"""Compare two specs: what changed, what it means for clients and servers, and what shows it."""

from clausewise.diff.change import SEVERITIES, Change, Severity, Witness
from clausewise.diff.compare import changes

__all__ = ["SEVERITIES", "Change", "Severity", "Witness", "changes"]
