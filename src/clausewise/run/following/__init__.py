"""Following what accepted requests have started: reading each task to its end, fetching and judging what it made."""
