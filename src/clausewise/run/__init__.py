"""One run against a server: sending, judging, isolating, reading back."""
