"""The contract suite: everything that checks a server against the spec."""
