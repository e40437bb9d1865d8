"""Fetching the video of a task: streamed, continued where it broke off, and under its name only when it is whole."""
