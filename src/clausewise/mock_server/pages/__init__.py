"""The pages of the mock server itself: what it can do, the spec, the last requests, and switching it."""
