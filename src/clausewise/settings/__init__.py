"""Settings of the caller: options, prices, waivers, output paths."""
