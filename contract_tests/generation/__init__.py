"""From the spec to requests: value classes, covering rows, near misses, protocol and key probes."""
