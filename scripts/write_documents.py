"""Write the documents that are generated from the code: `python -m scripts.write_documents`."""

from __future__ import annotations

import sys

from clausewise.documents.generated import write

if __name__ == "__main__":
    for path in write():
        sys.stdout.write(f"changed: {path}\n")
