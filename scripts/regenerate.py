"""Make the generated part of the client from the spec.

The folder is replaced only when every step has succeeded; on any error it stays as it was.
Exit codes: 0 done, 2 not done (one line on stderr says what, where and what to do).
"""

from __future__ import annotations

import sys

from contract_tests.spec import Spec
from scripts.client_generation.build import build_client
from scripts.client_generation.comparison import differences
from scripts.client_generation.options import parse_options, reported
from scripts.client_generation.placement import swap_in, workspace_beside


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    options = parse_options("Make the generated part of the client from the spec.", arguments)

    def regenerate() -> int:
        spec = Spec.load(options.spec)
        with workspace_beside(options.output) as workspace:
            made = build_client(spec, workspace)
            changed = differences(options.output, made)
            if changed:
                swap_in(made, options.output)
        for difference in changed:
            print(f"changed: {difference.path}")
        print(f"{options.output} follows {options.spec}" + ("" if changed else " already"))
        return 0

    return reported(regenerate)


if __name__ == "__main__":
    sys.exit(main())
