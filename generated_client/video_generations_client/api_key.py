"""The API key: shown only where a request is built, and taken out of whatever a server echoes."""

from __future__ import annotations

import html
import os
import re
from base64 import b64encode, urlsafe_b64encode

from .errors import ConfigurationError, NotPickledError

KEY_VARIABLE = "VIDEO_GENERATIONS_API_KEY"
SHOWN = "[API key]"
#: A shorter key is a word that addresses and ids may hold too; results are given as they came.
SHORTEST = 8
#: Characters of a longer key that are looked for exactly.
MOST_EXACT = 100
WORD = "bearer"
#: Words that precede a key in its header, and are copied with it.
_HEADER = re.compile(rf"\A(?:(?:authorization\s*:\s*|{WORD}\s*:?\s+)+|{WORD}\Z)", re.IGNORECASE)
_QUOTES = "\"'\u2018\u2019\u201c\u201d"


class ApiKey:
    """A key whose repr, and that of every frame that holds it, tells nothing."""

    __slots__ = ("_key", "_pattern")

    def __init__(self, key: str) -> None:
        self._key = key
        self._pattern: re.Pattern[str] | None = None

    @classmethod
    def read(cls, key: str | None) -> ApiKey | None:
        """The key that is given, else that of the environment; None when it is empty.

        The word that stands before a key in its header is taken off, as it is often copied with it.
        """
        given: object = os.environ.get(KEY_VARIABLE, "") if key is None else key
        if isinstance(given, str):
            given = given.strip() and (_HEADER.sub("", given.strip()) or WORD)
        # `check` refuses what is no text.
        return None if given == "" else cls(given)  # type: ignore[arg-type]  # see above

    def check(self) -> None:
        """Refuse a key that no header can carry.

        Raises:
            ConfigurationError: It does not show the key, and no variable of this frame does.
        """
        if not isinstance(self._key, str):
            raise ConfigurationError(f"The API key must be a text (str), and not of type {type(self._key).__name__}")
        if self._key.lower() == WORD:
            raise ConfigurationError("The API key is the word Bearer alone; give the key, with or without that word")
        if self._key[0] in _QUOTES or self._key[-1] in _QUOTES:
            raise ConfigurationError("The API key stands in quotation marks, or beside one; leave them out")
        if any(character.isspace() for character in self._key):
            raise ConfigurationError("The API key holds a blank or a line break; look where it was read from")
        if not self._key.isascii() or not self._key.isprintable():
            raise ConfigurationError("The API key holds characters that no header can carry, such as an umlaut")

    def bearer(self) -> str:
        """The value of the Authorization header."""
        return f"Bearer {self._key}"

    @property
    def is_short(self) -> bool:
        """Tell whether results may hold it without telling a secret."""
        return len(self._key) < SHORTEST

    def redacted(self, text: str) -> str:
        """A text without the key, plain or in base64, however its characters are escaped."""
        if self._pattern is None:  # not before: most answers are never searched
            key = self._key.encode()
            spellings = (self._key, b64encode(key).decode(), urlsafe_b64encode(key).decode())
            escaped = map(_spelled, dict.fromkeys(spellings))
            # What has been taken out already is passed over: a short key may be a part of it.
            self._pattern = re.compile("|".join((re.escape(SHOWN), *escaped)))
        return self._pattern.sub(SHOWN, text)

    def __repr__(self) -> str:
        return SHOWN

    def __reduce__(self) -> str:
        raise NotPickledError("an API key is not pickled; give it to the client where it is used")


def _spelled(text: str) -> str:
    """A pattern of a text, of which the beginning is looked at exactly: of thousands of characters it takes seconds."""
    beginning, rest = text[:MOST_EXACT], text[MOST_EXACT:]
    exact = "".join(map(_escaped, beginning))
    return f"{exact}(?:{'|'.join(map(_escaped, sorted(set(rest))))}){{0,{len(rest)}}}" if rest else exact


def _escaped(character: str) -> str:
    """A pattern of a character as JSON, JSON within JSON, URLs or HTML may write it."""
    code = ord(character)
    # So many backslashes as JSON in JSON in JSON has; without a limit, a text of backslashes would take for ever.
    plain = rf"\\{{0,7}}(?:{re.escape(character)}|(?i:u00{code:02x}))"
    return rf"(?:{plain}|(?i:%{code:02x}|&\#0*{code};|&\#x0*{code:x};)|{re.escape(html.escape(character))})"
