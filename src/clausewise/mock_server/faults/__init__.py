"""The ways in which the mock server can be told to misbehave or to differ, by name."""

from clausewise.mock_server.faults.catalogue import UnknownNameError, changes, faults, variants
from clausewise.mock_server.faults.entry import Fault, Sent, Variant

__all__ = ["Fault", "Sent", "UnknownNameError", "Variant", "changes", "faults", "variants"]
