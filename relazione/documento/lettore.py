"""What a document may read while it is laid out: files of the allowed folders and ``data:`` addresses, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher

from ente.errori import ErroreUtente


class RisorsaVietata(ErroreUtente):
    """The document asked for a file or an address outside the allowed folders: nothing is rendered."""


class LettoreChiuso(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
    """Lets the renderer read ``data:`` addresses and files under ``cartelle``, and nothing else."""

    def __init__(self, cartelle: Sequence[Path]) -> None:
        # An error while reading stops the rendering: WeasyPrint would only log it and print a document with holes.
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)
        self.cartelle = [cartella.resolve() for cartella in cartelle]
        self.rifiutate: list[RisorsaVietata] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Raises RisorsaVietata for any other address, also through a symbolic link or ``..``."""
        parti = urlsplit(url)
        if parti.scheme != "data":
            percorso = Path(unquote(parti.path)).resolve()
            if parti.scheme != "file" or not any(percorso.is_relative_to(c) for c in self.cartelle):
                rifiuto = RisorsaVietata(
                    f"Il documento chiede «{url[:120]}», fuori dalle cartelle ammesse: toglietelo."
                )
                self.rifiutate.append(rifiuto)
                raise rifiuto
        return super().fetch(url, headers)
