"""The shell command `video-generations`."""
