"""The context of a cycle for programs: tables and budget."""
