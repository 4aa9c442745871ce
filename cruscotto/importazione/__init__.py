"""What can be imported: one module a kind, from the rows of a sheet to a ``Progetto``. Nothing here writes."""
