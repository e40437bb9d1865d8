"""Reports of a run for people and programs: failure texts, the verdict, one module a format."""
