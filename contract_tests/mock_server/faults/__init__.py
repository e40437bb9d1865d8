"""The ways in which the mock server can be told to misbehave or to differ, by name."""

from contract_tests.mock_server.faults.catalogue import UnknownNameError, faults, misbehave, variants
from contract_tests.mock_server.faults.entry import Fault, Sent, Variant

__all__ = ["Fault", "Sent", "UnknownNameError", "Variant", "faults", "misbehave", "variants"]
