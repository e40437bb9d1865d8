"""Write the documents that are generated from the code: `python -m scripts.write_documents`."""

from __future__ import annotations

import sys

from clausewise.cli import guarded


def main() -> int:
    """Tell each document that has changed; returns the exit code."""
    from clausewise.documents.generated import write  # in here, where a missing package is told in one line

    sys.stdout.writelines(f"changed: {path}\n" for path in write())
    return 0


if __name__ == "__main__":
    sys.exit(guarded("write_documents", main))
