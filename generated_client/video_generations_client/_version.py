"""The version of this package, also in the User-Agent of every request."""

__version__ = "0.1.3"
