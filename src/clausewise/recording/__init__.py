"""Recordings: every exchange of a run in an HTTP Archive (HAR 1.2), and runs over such a file without a server."""

from clausewise.recording.har import RecordingError
from clausewise.recording.recorder import Recorder
from clausewise.recording.recording import Recording

__all__ = ["Recorder", "Recording", "RecordingError"]
