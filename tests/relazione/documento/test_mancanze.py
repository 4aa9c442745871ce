"""What a document lacks, in as few lines as there are reasons."""

from __future__ import annotations

from relazione.documento.blocchi import Incompletezza
from relazione.documento.mancanze import per_sezione

TAVOLA = "non c'è la tavola «imprese»"


def manca(codice: str, perche: str, richiamo: str = "") -> Incompletezza:
    return Incompletezza(codice, codice.capitalize(), perche, richiamo)


def test_one_reason_is_one_line_however_many_recalls_have_it() -> None:
    mancano = [
        manca("uno", "il testo è da rileggere"),
        *(manca("uno", TAVOLA, f"{{{{ cella imprese > {n} }}}}") for n in (1, 2, 2, 3)),
        manca("uno", "non conosco «boh», conta…", "{{ boh }}"),
        manca("due", TAVOLA, "{{ cella imprese > 1 }}"),
        manca("due", TAVOLA, "{{ cella imprese > 4 }}"),
        manca("uno", "il testo è da rileggere"),
    ]
    assert per_sezione(mancano) == {
        "uno": [
            "Il testo è da rileggere.",
            f"{{{{ cella imprese > 1 }}}} e altri 2 richiami: {TAVOLA}.",
            "{{ boh }}: non conosco «boh», conta…",
        ],
        "due": [f"{{{{ cella imprese > 1 }}}} e un altro richiamo: {TAVOLA}."],
    }
    assert list(per_sezione(mancano)) == ["uno", "due"]
    assert per_sezione([]) == {}
