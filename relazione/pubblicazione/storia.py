"""The history of the sections: every text that a section has had, by number. Written by the acts, never by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max

from ente.models import Utente
from relazione.models import Documento, Origine, Sezione, VersioneSezione


def versione_di(sezione: Sezione, origine: Origine, da: Utente | None) -> VersioneSezione:
    """The text that a section has now, as a line of its history, not yet written."""
    return VersioneSezione(
        documento_id=sezione.documento_id,
        codice=sezione.codice,
        numero=sezione.versione,
        titolo=sezione.titolo,
        testo=sezione.testo,
        origine=origine,
        scritta_da=da,
    )


def ultimi_numeri(documento: Documento) -> Mapping[str, int]:
    """The last number of each code that the document has or had: a section that comes back goes on from there."""
    return dict(documento.versioni.order_by().values_list("codice").annotate(Max("numero")))


def conserva(sezioni: Iterable[Sezione], origine: Origine, da: Utente | None) -> None:
    """Write the text that some sections have now into the history, in one query."""
    VersioneSezione.objects.bulk_create([versione_di(s, origine, da) for s in sezioni])
