"""The options by which regular expressions of a spec are compiled: as ECMA-262 has them, up to a size."""

from __future__ import annotations

import jsonschema_rs

#: The most bytes of one compiled expression. The 10 MB of the library are too few for 255 letters of any alphabet,
#: `^\\p{L}{1,255}$`, which is a common limit of a name.
LARGEST = 2**26
OPTIONS = jsonschema_rs.FancyRegexOptions(size_limit=LARGEST)
