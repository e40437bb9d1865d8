"""Values and rules of a schema: what the suite and the comparison of specs both stand on."""
