"""The results of specs of other people: check, client, diff, the suite on its own mock server; and beside its peers.

    python -m benchmarks.public_specs [--old FOLDER] FILE [FILE …]

One line for each file, with seconds and the most memory in MB. The files are fetched by whoever measures; FOLDER
holds an older version of some, under the same name. The peers are the plain generator, and `schemathesis run` against
the same mock server.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: The time that one command may take, in seconds.
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


def against_mock(file: Path) -> tuple[int, str, float, int]:
    """`schemathesis run` against our mock server of the spec; -1 where the server does not start."""
    command = [sys.executable, "-m", "clausewise", "mock", "--spec", str(file), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as mock:
        try:
            said = mock.stdout.readline() if mock.stdout else ""
            address = re.search(r"http://\S+", said)
            if address is None:
                return -1, "", 0.0, 0
            options = ["--max-examples", "10", "--phases", "coverage,fuzzing", "--seed", "1"]
            return run("schemathesis.cli", "run", str(file), "--url", address[0], *options)
        finally:
            mock.terminate()


def row(file: Path, older: Path | None) -> str:
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
        peer = against_mock(file)
        told = run("scripts.spec_diff", str(older), str(file)) if older is not None else None
        functions = [
            len(list(each.glob("api/*/*.py"))) - len(list(each.glob("api/*/__init__.py"))) for each in (made, plain)
        ]
    texts = "".join(each[1] for each in (check, ours, suite, *([told] if told else [])))
    cells = [file.name, f"exit {check[0]}", f"exit {ours[0]}, {functions[0]} functions, {ours[2]:.0f} s, {ours[3]} MB"]
    cells += [f"exit {theirs[0]}, {functions[1]} functions, {theirs[2]:.0f} s, {theirs[3]} MB"]
    cells += [f"exit {suite[0]}, {verdict(suite[1])}, {suite[2]:.0f} s, {suite[3]} MB"]
    cells += [f"exit {peer[0]}, {peer[2]:.0f} s, {peer[3]} MB"]
    cells += ["" if told is None else f"exit {told[0]}, {(told[1].splitlines() or [''])[-2][:60]}, {told[2]:.0f} s"]
    cells += [str(len(re.findall(r"Traceback|INTERNALERROR", texts)))]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--old", type=Path, metavar="FOLDER", help="older versions of the files")
    options = parser.parse_args()
    names = ["file", "check", "regenerate", "plain generator", "suite on its own mock", "schemathesis run on that mock"]
    names += ["diff with an older version", "tracebacks"]
    print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}")
    for file in options.files:
        older = options.old / file.name if options.old is not None else None
        print(row(file, older if older is not None and older.is_file() else None), flush=True)


if __name__ == "__main__":
    main()
