"""A fleet: many servers, each checked by a job that any worker takes, with one limit over all."""
