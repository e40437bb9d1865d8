"""A typed client of the video generations endpoint."""
