"""Rows of scorecards against a cycle: what each row is, what it would change. Nothing here writes."""
