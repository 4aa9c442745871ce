"""One control a file: what must hold, looked for on a ``Materia``."""
