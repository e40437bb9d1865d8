"""The code of the client's README."""

from __future__ import annotations

import re
from pathlib import Path

import video_generations_client

README = Path(video_generations_client.__file__).parents[1] / "README.md"
SNIPPETS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
