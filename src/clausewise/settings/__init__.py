"""What the caller gives: options, prices, waivers, output paths."""
