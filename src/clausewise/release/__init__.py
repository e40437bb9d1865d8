"""What a change of the spec means for the next release: its version, its CHANGELOG entries."""
