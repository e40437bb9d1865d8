"""`python -m video_generations_client` is the command `video-generations`."""

from __future__ import annotations

import sys

from .cli.main import main

sys.exit(main())
