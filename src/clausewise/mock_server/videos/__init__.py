"""The videos of a mock server: their shapes, the files, and how they are downloaded."""
