"""The exit codes of the suite; 0 to 5 are those of pytest."""

#: Nothing failed, and nobody can say that the server conforms.
UNDECIDED = 6
#: The first request was answered so that nothing can be judged: the key or the address is wrong.
NO_CONTACT = 7
#: The server cannot be reached, before or during a run.
UNREACHABLE = 8
