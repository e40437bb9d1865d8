"""Output for people: counted things in words, printable text, progress of a command."""
