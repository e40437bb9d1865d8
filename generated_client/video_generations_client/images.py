"""Images as text, as requests carry them."""

from __future__ import annotations

import os
from base64 import b64encode
from pathlib import Path

from .errors import InvalidRequest

#: The first bytes of a file of each type; of WebP, those before the length and those behind it.
_BEGINNINGS = (
    ((b"\x89PNG\r\n\x1a\n", b""), "image/png"),
    ((b"\xff\xd8\xff", b""), "image/jpeg"),
    ((b"RIFF", b"WEBP"), "image/webp"),
    ((b"GIF8", b""), "image/gif"),
)
#: Bytes that data_uri takes unless it is told otherwise. No limit is documented.
MOST_BYTES = 10_000_000


def data_uri(path: str | os.PathLike[str], *, max_bytes: int = MOST_BYTES) -> str:
    """An image file as a data URI, such as a create takes in place of an address (observed).

    Args:
        path: A PNG, JPEG, WebP or GIF file. Its content says which, and not its name.
        max_bytes: A larger file is refused; as a URI it takes a third more.

    Returns:
        `data:image/png;base64,…`

    Raises:
        InvalidRequest: It cannot be read, is too large, or is no such image. Nothing was sent.
    """
    failed = ""
    try:
        with Path(path).open("rb") as file:
            content = file.read(max_bytes + 1)
    except (OSError, TypeError, ValueError) as error:
        failed = getattr(error, "strerror", None) or str(error)
    if failed:
        raise InvalidRequest(f"Nothing was sent: the image {path!r} cannot be read ({failed})")
    if len(content) > max_bytes:
        raise InvalidRequest(f"Nothing was sent: the image {str(path)!r} is larger than {max_bytes} bytes")
    for (beginning, eighth), media_type in _BEGINNINGS:
        if content.startswith(beginning) and content[8:].startswith(eighth):
            return f"data:{media_type};base64,{b64encode(content).decode()}"
    told = "is empty" if not content else "is no PNG, JPEG, WebP or GIF image"
    raise InvalidRequest(f"Nothing was sent: the file {str(path)!r} {told}")
