"""What is printed for people: counted things in words, progress of a command."""
