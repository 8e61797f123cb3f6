"""What every layer may use: the clock, ids, references, refusals, sealing. Knows nothing of the domain."""
