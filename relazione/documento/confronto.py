"""What two snapshots of a document say differently, computed: for the report of what changed between two editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from cruscotto.models import Ciclo
from relazione.documento.tabelle import euro
from relazione.fotografia import ConfrontoFoto, Fotografia, Modifica, leggi_json
from relazione.models import Edizione, FotografiaSalvata, TipoDocumento

LUNGO = 300
"""Letters of a passage that are shown."""


def confronto_del_ciclo(ciclo: Ciclo, edizione: str = Edizione.PUBBLICA) -> ConfrontoFoto | None:
    """The last two snapshots of the Relazione of a cycle, of one edition, compared; None when there are not two.

    The public ones by default: what changed in an individual sheet is not public either.
    """
    salvate = FotografiaSalvata.objects.di(ciclo.ente).filter(
        documento__ciclo=ciclo, documento__tipo=TipoDocumento.RELAZIONE, edizione=edizione
    )
    ultime = list(salvate.order_by("-created_at", "-pk")[:2])
    if len(ultime) < 2:
        return None
    dopo, prima = ultime
    modifiche = confronta(leggi_json(prima.contenuto), leggi_json(dopo.contenuto))
    return ConfrontoFoto(prima.impronta, dopo.impronta, modifiche)


def confronta(prima: Fotografia, dopo: Fotografia) -> tuple[Modifica, ...]:
    """What changed from a snapshot to another, in document order: title, act, figures, then the text by section."""
    vecchie, nuove = _voci(prima), _voci(dopo)
    modifiche = [
        Modifica(dove, vecchie.get(dove, ""), nuove.get(dove, ""))
        for dove in dict.fromkeys((*vecchie, *nuove))
        if vecchie.get(dove, "") != nuove.get(dove, "")
    ]
    return (*modifiche, *_testi(prima, dopo))


def _voci(foto: Fotografia) -> Mapping[str, str]:
    """Everything that is not prose, by the words that say where it stands."""
    return dict(_unici(_elenca(foto)))


def _unici(voci: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Two things of one name are told apart by a number."""
    visti: dict[str, int] = {}
    for nome, valore in voci:
        visti[nome] = visti.get(nome, 0) + 1
        yield (nome if visti[nome] == 1 else f"{nome} ({visti[nome]})"), valore


def _elenca(foto: Fotografia) -> Iterator[tuple[str, str]]:
    yield "Titolo", foto.titolo
    if foto.approvazione:
        organo, numero, data = foto.approvazione
        yield "Atto di approvazione", f"{organo}, n. {numero} del {data:%d/%m/%Y}"
    for p in foto.prospetti:
        yield f"{p.titolo}: SAL", foto.misura.mostra(p.media.valore)
        for r in p.righe:
            dove = f"{p.titolo}: {r.etichetta}"
            yield f"{dove}: target", r.target
            yield f"{dove}: consuntivo", r.actual
            yield f"{dove}: SAL", foto.misura.mostra(r.sal)
            yield f"{dove}: motivo", r.motivo
    for impatto in foto.valore_pubblico:
        yield f"Valore pubblico: {impatto.obiettivo}", " | ".join((impatto.indicatore, impatto.base, impatto.target))
    for t in foto.tavole:
        for n, riga in enumerate(t.righe, 1):
            yield f"Tavola «{t.titolo}», riga {n}", " | ".join(riga.celle)
    for v in foto.bilancio:
        yield f"Bilancio: {v.etichetta}", " | ".join(map(euro, v.importi))
    for i in foto.interventi:
        yield f"Intervento: {i.descrizione}", euro(i.importo)
    for c in foto.criticita:
        yield f"Criticità: {c.etichetta}", " ".join((*c.criticita, *c.opportunita, *c.azioni))
    for s in foto.risultati:
        for voce in s.voci:
            yield f"Risultati «{s.titolo}»: {voce.etichetta}", " ".join((voce.cifra, *voce.elementi)).strip()
    for d in foto.documenti:
        yield f"Documento del ciclo: {d.titolo}", f"{d.atto} {d.url}".strip()


def _testi(prima: Fotografia, dopo: Fotografia) -> Iterator[Modifica]:
    vecchie, nuove = {s.codice: s for s in prima.sezioni}, {s.codice: s for s in dopo.sezioni}
    for codice in dict.fromkeys((*vecchie, *nuove)):
        vecchia, nuova = vecchie.get(codice), nuove.get(codice)
        una = nuova or vecchia
        assert una is not None  # noqa: S101 - it comes from one of the two
        nome = f"Sezione {una.numero} {una.titolo}".replace("  ", " ")
        if vecchia is None or nuova is None:
            yield Modifica(nome, "" if vecchia is None else "c'era", "" if nuova is None else "c'è")
            continue
        if vecchia.titolo != nuova.titolo:
            yield Modifica(f"{nome}: titolo", vecchia.titolo, nuova.titolo)
        yield from _passi(nome, vecchia.testo.splitlines(), nuova.testo.splitlines())


def _passi(nome: str, vecchie: list[str], nuove: list[str]) -> Iterator[Modifica]:
    for che_cosa, da, a, inizio, fine in SequenceMatcher(None, vecchie, nuove, autojunk=False).get_opcodes():
        if che_cosa != "equal":
            tolto, messo = " ".join(vecchie[da:a]).strip(), " ".join(nuove[inizio:fine]).strip()
            if tolto or messo:
                yield Modifica(f"{nome}: testo", _breve(tolto), _breve(messo))


def _breve(testo: str) -> str:
    return testo if len(testo) <= LUNGO else f"{testo[: LUNGO - 1]}…"
