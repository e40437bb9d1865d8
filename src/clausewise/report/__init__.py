"""What people and programs read of a run: failure texts, the verdict, contract.json, waivers."""
