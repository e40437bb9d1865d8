"""Compare two specs: what changed, what it means for clients and servers, and what shows it."""

from clausewise.diff.change import SEVERITIES, Change, Severity, Witness
from clausewise.diff.sound_part import SoundPart, compared, sound_part
from clausewise.diff.specs import changes

__all__ = ["SEVERITIES", "Change", "Severity", "SoundPart", "Witness", "changes", "compared", "sound_part"]
