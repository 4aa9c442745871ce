"""The controls of coherence of a Relazione: what does not hold, found by recomputing.

Source: docs/adr/0059-controls-of-coherence.md.
"""
