"""Recordings: every exchange of a run in an HTTP Archive (HAR 1.2), and runs over such a file without a server."""

from contract_tests.recording.har import RecordingError
from contract_tests.recording.recorder import Recorder
from contract_tests.recording.recording import Recording

__all__ = ["Recorder", "Recording", "RecordingError"]
