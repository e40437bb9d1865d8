"""What changed between two specs, what it means for clients and servers, and what shows it."""

from scripts.spec_changes.change import SEVERITIES, Change, Severity, Witness
from scripts.spec_changes.compare import changes

__all__ = ["SEVERITIES", "Change", "Severity", "Witness", "changes"]
