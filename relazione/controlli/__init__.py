"""The controls of coherence of a Relazione: what does not hold, found by recomputing (docs/adr/0059)."""
