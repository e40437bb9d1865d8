"""Reading a recording: the answers that a run is given in place of those of a server."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from clausewise.http.address import checked_url
from clausewise.http.exchange import Exchange
from clausewise.recording import form
from clausewise.recording.har import RecordingError, exchange_of


class Recording:
    """The exchanges of a recorded run, by probe and turn. `facts` say what run that was."""

    def __init__(self, facts: dict[str, Any], exchanges: dict[str, list[Exchange]]) -> None:
        self.facts = facts
        self._exchanges = exchanges

    @classmethod
    def read(cls, path: Path) -> Recording:
        """The recording of a HAR file that `--record` has written; RecordingError for any other."""
        try:
            archive = json.loads(path.read_text(encoding="utf-8"))
            form.archive.validate(archive)
            facts = json.loads(archive["log"]["comment"])
            form.facts.validate(facts)
            checked_url(facts["server"])
            exchanges: dict[str, list[Exchange]] = defaultdict(list)
            for entry in archive["log"]["entries"]:
                exchanges[entry["comment"]].append(exchange_of(entry))
        except OSError as error:
            raise RecordingError(f"--replay {path}: it cannot be read ({error.strerror}); name another") from None
        except (ValueError, RecursionError):  # of JSON, of a schema, of a text that is no base64
            says = "this is no recording that --record has written; record the run again"
            raise RecordingError(f"--replay {path}: {says}") from None
        return cls(facts, exchanges)

    def recall(self, probe: str, turn: int) -> Exchange | None:
        """The exchange of a probe's request, the first of which has turn 0; None when it was not recorded."""
        found = self._exchanges.get(probe, [])
        return found[turn] if turn < len(found) else None
