"""One guarded connection to the server under test, and what goes over it."""
