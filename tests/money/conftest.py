"""The file of a list of prices, for the tests of this folder."""

from tests.settings.price_list import prices

__all__ = ["prices"]
