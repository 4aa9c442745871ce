"""A document laid out in parts, by more processes, and joined into one PDF (docs/adr/0063-the-pdf-in-parts.md)."""
