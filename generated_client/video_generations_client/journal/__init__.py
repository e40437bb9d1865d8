"""The journal: what was sent by which name, so that nothing is paid twice. Its modules are loaded when it is used."""
