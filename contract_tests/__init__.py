"""The contract suite: the promises of the endpoint, one a file."""
