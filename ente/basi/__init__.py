"""The database engines of Django, which refuse a number that its column cannot hold, alike on both (ADR 33)."""
