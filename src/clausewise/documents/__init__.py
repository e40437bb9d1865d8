"""The documents that are generated from the code, so that none of them goes stale."""
