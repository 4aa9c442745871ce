"""The logs of gunicorn: see ``gunicorn.conf.py``."""

from __future__ import annotations

from gunicorn.glogging import Logger

from config.segreti import Riga


class SenzaSegreti(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """As gunicorn's own, that of the accesses too when it is turned on, without the tokens of the addresses."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        for registro in (self.error_log, self.access_log):
            for uscita in registro.handlers:
                if (forma := uscita.formatter) is not None:
                    uscita.setFormatter(Riga(forma._fmt, forma.datefmt))
