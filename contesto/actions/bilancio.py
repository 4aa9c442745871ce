from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from contesto.celle import MAX_ORDINE, esige_scritto, leggi_fonte, leggi_importo, leggi_ordine, leggi_testi
from contesto.models import TipoVoce, VoceBilancio
from contesto.numeri import cita
from ente.actions.registro import registra
from ente.importazione import ErroreNelFile, Esito, RigaLetta
from ente.models import Ente, Utente
from ente.progetto import Progetto, applica

COLONNE = (
    "ordine",
    "codice",
    "etichetta",
    "tipo",
    "sezione",
    "preventivo",
    "aggiornamento",
    "consuntivo",
    "differenza",
)
IMPORTI = ("preventivo", "aggiornamento", "consuntivo", "differenza")
SCANSA = {"ordine": F("ordine") + MAX_ORDINE, "codice": ""}
DAI_NOMI, TUTTE_VOCI = "nomi", "voci"
_SOMMA = re.compile(
    r"(?:[a-z0-9]{1,3}\s*[.)\-]\s*)?(?:(?:sub)?total[ei]|risultato|(?:dis)?avanzo|saldo|differenza)\b", re.IGNORECASE
)
TESTI = {"codice": 20, "etichetta": 1000, "tipo": 10, "sezione": 60}

Letta = tuple[RigaLetta, int, dict[str, Any]]


def progetta_bilancio(
    *, ente: Ente, anno: int, righe: Sequence[RigaLetta], risposte: Mapping[str, str] | None = None
) -> Progetto:
    """What the budget lines of a year would become, in euro. A dash is no amount; charges are written negative.

    A line is known by its code, one without a code by its order. What a file has no column for stays as it is; the kind
    of a new line is then proposed from its name.
    """
    progetto = Progetto(scansa=SCANSA, risposte=risposte or {})
    presenti = list(VoceBilancio.objects.di(ente).filter(anno=anno))
    lette = _leggi(righe, progetto)
    del_foglio = _abbina(lette, presenti)
    _proponi_tipi(lette, del_foglio, anno, progetto)
    abbinate = {v.pk for v in del_foglio.values()}
    altre = {v.ordine: v for v in presenti if v.pk not in abbinate}
    for riga, ordine, valori in lette:
        if ordine in altre:
            motivo = f"l'ordine {ordine} è già di {cita(altre[ordine])}, che nel foglio non c'è: aggiungetela."
            progetto.errori.append(ErroreNelFile(riga.posto("ordine"), motivo))
        progetto.metti(
            VoceBilancio(ente=ente, anno=anno),
            del_foglio.get(ordine),
            {"ordine": ordine, **valori},
            nome=f"{valori.get('codice', '')} {valori['etichetta']}".strip(),
            posto=riga.posto(),
        )
    return progetto


def importa_bilancio(*, ente: Ente, anno: int, righe: Sequence[RigaLetta], da: Utente | None) -> Esito:
    """Create or update the budget lines of a year.

    Raises:
        ImportazioneRifiutata: with everything that is wrong; nothing is written.
    """
    with transaction.atomic():
        progetto = progetta_bilancio(ente=ente, anno=anno, righe=righe)
        esito = progetto.esito()
        applica(progetto)
        if progetto.cambi:
            registra(ente=ente, da=da, azione="importa bilancio", oggetto=f"bilancio {anno}", esito=str(esito))
    return esito


@transaction.atomic
def riporta_voci(*, ente: Ente, anno: int, da: Utente | None) -> int:
    """Make the budget lines of ``anno`` as those of the latest year before that has some, without amounts and comments;
    how many. A year that has lines keeps them."""
    voci = VoceBilancio.objects.di(ente)
    da_anno = voci.filter(anno__lt=anno).order_by("-anno").values_list("anno", flat=True).first()
    if da_anno is None or voci.filter(anno=anno).exists():
        return 0
    prima = voci.filter(anno=da_anno).order_by("ordine")
    campi = ("ordine", "codice", "etichetta", "tipo", "sezione")
    nuove = [VoceBilancio(ente=ente, anno=anno, **{c: getattr(v, c) for c in campi}) for v in prima]
    VoceBilancio.objects.bulk_create(nuove)
    if nuove:
        nome = f"bilancio {anno}"
        registra(ente=ente, da=da, azione="riporta voci di bilancio", oggetto=nome, da_anno=da_anno, quanti=len(nuove))
    return len(nuove)


def _leggi(righe: Sequence[RigaLetta], progetto: Progetto) -> list[Letta]:
    visti: dict[int, str] = {}
    codici: dict[str, str] = {}
    lette = []
    tipi = TipoVoce.values  # made anew at each reading
    for n, riga in enumerate(righe, 1):
        valori: dict[str, Any] = leggi_testi(riga, TESTI, progetto)
        valori |= {"tipo": riga["tipo"].strip().lower()} if "tipo" in riga.valori else {}
        valori |= {nome: leggi_importo(riga, nome, progetto) for nome in IMPORTI if nome in riga.valori}
        valori |= {"riga_fonte": leggi_fonte(riga)} if "riga_fonte" in riga.valori else {}
        esige_scritto(riga, "etichetta", progetto)
        if "tipo" in valori and valori["tipo"] not in tipi:
            motivo = f"il tipo {cita(riga['tipo'])} non esiste: scrivete {', '.join(tipi)}."
            progetto.errori.append(ErroreNelFile(riga.posto("tipo"), motivo))
        codice = riga["codice"]
        ripetuto = bool(codice) and codice in codici
        if ripetuto:
            motivo = f"il codice {cita(codice)} c'è già in {codici[codice]}: ogni voce ha il suo."
            progetto.errori.append(ErroreNelFile(riga.posto("codice"), motivo))
        codici.setdefault(codice, riga.posto("codice"))
        ordine = leggi_ordine(riga, n, visti, progetto)
        if ordine is not None and not ripetuto:
            lette.append((riga, ordine, valori))
    return lette


def _proponi_tipi(lette: Sequence[Letta], gia: Mapping[int, VoceBilancio], anno: int, progetto: Progetto) -> None:
    """The kind of the new lines of a file that has no column for it: from their names and amounts, unless the person
    says that they are lines like the others."""
    nuove = [(riga, valori) for riga, ordine, valori in lette if "tipo" not in valori and ordine not in gia]
    if not nuove:
        return
    proposti = [_tipo_dal_nome(valori) for _, valori in nuove]
    conti = ", ".join(f"{proposti.count(tipo)} «{tipo.value}»" for tipo in TipoVoce if tipo in proposti)
    risposte = ((DAI_NOMI, f"come dicono i nomi: {conti}"), (TUTTE_VOCI, "tutte «voce»"))
    frase = "Nel foglio manca la colonna «Tipo»: che cosa sono le righe nuove?"
    detto = progetto.chiedi(f"tipo|{anno}", nuove[0][0].posto("etichetta"), frase, risposte, DAI_NOMI)
    for (_, valori), proposto in zip(nuove, proposti, strict=True):
        valori["tipo"] = (proposto if detto == DAI_NOMI else TipoVoce.VOCE).value


def _tipo_dal_nome(valori: Mapping[str, Any]) -> TipoVoce:
    if _SOMMA.match(valori["etichetta"].strip()):
        return TipoVoce.TOTALE
    return TipoVoce.VOCE if any(valori.get(nome) is not None for nome in IMPORTI) else TipoVoce.TITOLO


def _abbina(lette: Iterable[Letta], presenti: Sequence[VoceBilancio]) -> Mapping[int, VoceBilancio]:
    """The line that each order of the file is of: an intervention stays tied to its line when lines are renumbered."""
    lette = list(lette)
    per_codice = {v.codice: v for v in presenti if v.codice}
    nel_foglio = {r["codice"] for r, *_ in lette}
    liberi = {v.ordine: v for v in presenti if not v.codice or v.codice not in nel_foglio}
    trovate = {}
    for riga, ordine, _ in lette:
        voce = per_codice.get(riga["codice"]) or liberi.get(ordine)
        if voce is not None:
            trovate[ordine] = voce
    return trovate
