from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # it ships no types

from config.foglio_usato import parole_del_sito, riduci, stili_del_sito

FOGLIO = "bootstrap-italia/css/bootstrap-italia.min.css"


class FileStatici(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static files under names made of their content, which a browser keeps for ever, compressed beforehand; the sheet
    of the design system with the rules that the site uses."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and FOGLIO in paths:
            origine, percorso = paths[FOGLIO]
            with origine.open(percorso) as file:
                intero = file.read().decode()
            ridotto = riduci(intero, parole_del_sito(settings.BASE_DIR), stili_del_sito(settings.BASE_DIR))
            self.delete(FOGLIO)
            self.save(FOGLIO, ContentFile(ridotto.encode()))
            paths = paths | {FOGLIO: (self, FOGLIO)}
        yield from super().post_process(paths, dry_run, **options)
