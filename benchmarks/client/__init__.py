"""The cost of the client beside plain httpx and beside openai's and runwayml's clients."""
