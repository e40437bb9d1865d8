"""What comes of specs of other people: check, client, the suite on its own mock server; beside the plain generator.

    python -m benchmarks.public_specs FILE [FILE …]

One line for each file, with seconds and the most memory in MB. The files are fetched by whoever measures.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: How long one command may take, in seconds.
LONGEST = 300.0
_MEASURED = (
    "import resource,subprocess,sys;"
    "done=subprocess.run(sys.argv[1:]);"
    "print('MEMORY',resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss//1024);sys.exit(done.returncode)"
)


def run(*command: str) -> tuple[int, str, float, int]:
    """Exit code (-1 where it had no end), output, seconds, MB."""
    began = time.monotonic()
    whole = [sys.executable, "-c", _MEASURED, sys.executable, "-m", *command]
    try:
        done = subprocess.run(whole, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return -1, "", LONGEST, 0
    memory = re.search(r"MEMORY (\d+)", done.stdout)
    return done.returncode, done.stdout + done.stderr, time.monotonic() - began, int(memory[1]) if memory else 0


def verdict(text: str) -> str:
    """The verdict that the suite gave, in a word."""
    found = re.search(r"^(CONFORMS|DOES NOT CONFORM|UNDECIDED|INCONCLUSIVE)", text, re.MULTILINE)
    return found[1] if found else "none"


def row(file: Path) -> str:
    """The line of one file."""
    with tempfile.TemporaryDirectory() as folder:
        made, plain = Path(folder, "made"), Path(folder, "plain")
        check = run("scripts.check_spec", str(file))
        ours = run("scripts.regenerate", "--spec", str(file), "--output", str(made))
        theirs = run(
            *("openapi_python_client", "generate", "--path", str(file), "--meta", "none"),
            *("--output-path", str(plain)),
        )
        options = ["--strength", "1", "--examples", "0", "-q", "-p", "no:cacheprovider"]
        suite = run("pytest", "contract_tests", "--spec", str(file), *options)
        functions = [
            len(list(each.glob("api/*/*.py"))) - len(list(each.glob("api/*/__init__.py"))) for each in (made, plain)
        ]
    texts = "".join(each[1] for each in (check, ours, suite))
    cells = [file.name, f"exit {check[0]}", f"exit {ours[0]}, {functions[0]} functions, {ours[2]:.0f} s, {ours[3]} MB"]
    cells += [f"exit {theirs[0]}, {functions[1]} functions, {theirs[2]:.0f} s, {theirs[3]} MB"]
    cells += [f"exit {suite[0]}, {verdict(suite[1])}, {suite[2]:.0f} s, {suite[3]} MB"]
    cells += [str(len(re.findall(r"Traceback|INTERNALERROR", texts)))]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    print("| file | check | regenerate | plain generator | suite on its own mock | tracebacks |")
    print("|---|---|---|---|---|---|")
    for file in options.files:
        print(row(file), flush=True)


if __name__ == "__main__":
    main()
