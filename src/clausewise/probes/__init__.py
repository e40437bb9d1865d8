"""Probes: rows, near misses, protocol and key probes, and the plan that orders them."""
