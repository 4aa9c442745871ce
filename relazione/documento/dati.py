"""The composed document for programs: the whole of it as JSON."""

from __future__ import annotations

from relazione.documento.blocchi import Composto
from relazione.fotografia.conserva import in_json, testo_canonico

VERSIONE = 1


def scrivi_dati(composto: Composto) -> bytes:
    """The document as JSON: sections, blocks with their captions, alternative texts and data, what is incomplete; the
    tables of the open data once each, which blocks call by name."""
    foto = composto.foto
    documento = {
        "versione": VERSIONE,
        "ente": foto.ente.denominazione,
        "anno": foto.anno,
        "tipo": foto.tipo,
        "titolo": foto.titolo,
        "edizione": foto.edizione,
        "avvertenze": list(composto.marchi),
        "da_completare": [in_json(i) for i in composto.incompletezze],
        "sezioni": [
            {
                "codice": s.codice,
                "numero": s.numero,
                "titolo": s.titolo,
                "livello": s.livello,
                "blocchi": [
                    {
                        "tipo": b.tipo,
                        "didascalia": b.didascalia,
                        "ancora": b.ancora,
                        "alternativa": b.alternativa,
                        "da_completare": b.manca,
                        "dati": in_json(b.dati),
                        "tabella": b.aperti.nome if b.aperti else "",
                    }
                    for b in s.blocchi
                ],
            }
            for s in composto.sezioni
        ],
        "tabelle": [in_json(a) for a in composto.aperti],
    }
    return testo_canonico(documento).encode()
