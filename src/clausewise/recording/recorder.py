"""Writing a recording: the file is whole after each exchange, whenever the process dies."""

from __future__ import annotations

import io
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import harfile

from clausewise.http.exchange import Exchange
from clausewise.http.redaction import Redaction
from clausewise.recording import har
from clausewise.terminal.printable import printable_json

#: The end of the file, which is written after each entry and overwritten by the next.
_END = b"\n        ]\n    }\n}\n"


class Recorder:
    """A HAR file that grows by one entry for each exchange. `facts` say what run it is of, for `Recording`."""

    def __init__(self, path: Path, facts: dict[str, Any], redact: Redaction) -> None:
        self.redact = redact
        #: The probes of which an exchange is written.
        self.written: set[str] = set()
        try:
            self._file = io.FileIO(path, "x", opener=_for_its_owner)
        except OSError as error:
            raise har.RecordingError(
                f"--record {path}: the file cannot be made ({error.strerror}); name another"
            ) from None
        self._end = 0
        self._text = io.StringIO()
        self._har = harfile.HarFile(
            self._text, creator=harfile.Creator("contract_tests", "1"), comment=redact(json.dumps(facts))
        )

    def add(self, probe: str, exchange: Exchange) -> None:
        """Write one exchange, under the name of its probe."""
        milliseconds = round(exchange.seconds * 1000, 3)
        self._har.add_entry(
            startedDateTime=datetime.now(UTC) - timedelta(seconds=exchange.seconds),
            time=milliseconds,
            request=har.request(exchange, self.redact),
            response=har.response(exchange, self.redact),
            timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
            comment=probe,
        )
        entry = printable_json(self._text.getvalue()).encode()
        self._text.seek(0)
        self._text.truncate()
        self._file.seek(self._end)
        written = self._file.write(entry + _END)  # in one piece: the file is whole before and after
        if written < len(entry) + len(_END):
            raise har.RecordingError("--record: the file cannot be written to its end; is the disk full?")
        self._end += len(entry)
        self.written.add(probe)

    def close(self) -> None:
        """Close the file; one without any exchange is an archive without entries."""
        if self._end == 0:
            self._har.close()
            self._file.write(self._text.getvalue().encode())
        self._file.close()


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
