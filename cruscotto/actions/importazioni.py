"""The life of an import: upload, reading, preview, answers, writing, undoing. Reading and writing are background jobs.

Each step claims its state first, so that two workers, or a job that starts again after a crash, do it once; what a step
writes it writes in one transaction, so that it is never half done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from cruscotto.importazione.genere import Dove, Genere
from cruscotto.importazione.generi import GENERI
from cruscotto.models import Importazione, Ricordo, StatoImportazione, TipoVoceImportazione, VoceImportazione
from cruscotto.rifiuti import NonModificabile
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.fogli.contenitore import riconosci
from ente.fogli.intestazioni import normalizza
from ente.fogli.lettura import leggi_fogli
from ente.fogli.righe import Letto
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.progetto import CambiatoNelFrattempo, Cambio, Progetto, applica, in_json

S, T = StatoImportazione, TipoVoceImportazione
LOTTO = 1000


@transaction.atomic
def carica_importazione(*, genere: Genere, dove: Dove, nome: str, contenuto: bytes, da: Utente) -> Importazione:
    """Keep a file and put its reading in the queue.

    Raises:
        FileRifiutato: the file is no sheet, or is dangerous.
        PermissionDenied: the person may not import this kind.
    """
    esige(genere.permesso(Poteri.di(da), dove), f"{genere.nome}: l'importazione spetta a chi amministra.")
    formato = riconosci(contenuto)
    importazione = Importazione(
        ente=dove.ente,
        ciclo=dove.ciclo,
        periodo=dove.periodo,
        cruscotto=dove.cruscotto,
        genere=genere.codice,
        nome=PurePosixPath(nome.replace("\\", "/")).name[:200] or "foglio",
        impronta=hashlib.sha256(contenuto).hexdigest(),
        dimensione=len(contenuto),
        caricata_da=da,
    )
    importazione.file.save(
        f"{dove.ente.codice}-{importazione.impronta[:16]}.{formato}", ContentFile(contenuto), save=False
    )
    importazione.save()
    registra(ente=dove.ente, da=da, azione="carica importazione", oggetto=importazione, impronta=importazione.impronta)
    return importazione


def dove_va(importazione: Importazione) -> Dove:
    """Where an import goes in, as its kind wants to know it."""
    return Dove(
        ente=importazione.ente,
        ciclo=importazione.ciclo,
        periodo=importazione.periodo,
        cruscotto=importazione.cruscotto,
        da=importazione.caricata_da,
        nome=importazione.nome,
    )


def progetta_importazione(importazione: Importazione) -> tuple[Letto, Progetto]:
    """Read the file again and plan what it would change, with the answers given so far. Writes nothing.

    Raises:
        ErroreUtente: the file cannot be read at all.
    """
    genere = GENERI[importazione.genere]
    with importazione.file.open("rb") as file:
        fogli = leggi_fogli(file.read(), importazione.nome)
    intestazioni, risposte = _ricordi(importazione)
    letto = genere.leggi(fogli, genere.colonne, intestazioni | importazione.mappa)
    progetto = genere.progetta(dove_va(importazione), letto, risposte | importazione.decisioni)
    progetto.errori[:0] = letto.errori
    return letto, progetto


def _ricordi(importazione: Importazione) -> tuple[dict[str, str], dict[str, str]]:
    """What the body has answered before: fields of headings, answers to doubts."""
    intestazioni, risposte = {}, {}
    for r in Ricordo.objects.filter(ente=importazione.ente_id, genere=importazione.genere):
        (intestazioni if r.intestazione else risposte)[r.chiave] = r.risposta
    return intestazioni, risposte


def leggi_importazione(pk: int) -> None:
    """The job that reads an uploaded file and makes its preview. Run twice it does it once, or again from the start."""
    presa = Importazione.objects.filter(pk=pk, stato__in=[S.CARICATA, S.IN_LETTURA])
    if presa.update(stato=S.IN_LETTURA, avanzamento=5, messaggio="") != 1:
        return
    importazione = Importazione.objects.select_related("ente", "ciclo", "periodo", "cruscotto", "caricata_da").get(
        pk=pk
    )
    try:
        letto, progetto = progetta_importazione(importazione)
    except ErroreUtente as errore:
        Importazione.objects.filter(pk=pk, stato=S.IN_LETTURA).update(
            stato=S.FALLITA, avanzamento=100, messaggio=str(errore)
        )
        return
    segna_avanzamento(pk, 60)
    _scrivi_anteprima(importazione, letto, progetto)


def segna_avanzamento(pk: int, centesimi: int) -> None:
    """How far a job is, for the bar of the page."""
    Importazione.objects.filter(pk=pk).update(avanzamento=centesimi)


def _scrivi_anteprima(importazione: Importazione, letto: Letto, progetto: Progetto, messaggio: str = "") -> None:
    voci = _voci(importazione, progetto)
    riepilogo = {
        "nuove": progetto.nuovi,
        "modificate": progetto.modificati,
        "invariate": progetto.invariati,
        "errori": len(progetto.errori),
        "avvisi": len(progetto.avvisi),
        "scelte": len(progetto.scelte),
        "sconosciute": [
            {"foglio": t.foglio.nome, "testo": i.testo, "chiave": normalizza(i.testo)}
            for t in letto.tabelle
            for i in t.sconosciute
        ],
        "riconosciute": [
            {"foglio": t.foglio.nome, "testo": i.testo, "campo": i.campo}
            for t in letto.tabelle
            for i in t.intestazioni
            if i.campo
        ],
    }
    with transaction.atomic():
        VoceImportazione.objects.filter(importazione=importazione).delete()
        VoceImportazione.objects.bulk_create(voci, batch_size=LOTTO)
        Importazione.objects.filter(pk=importazione.pk).update(
            stato=S.ANTEPRIMA,
            avanzamento=100,
            riepilogo=riepilogo,
            impronta_progetto="" if progetto.errori else progetto.impronta(),
            messaggio=messaggio,
        )


def _voci(importazione: Importazione, progetto: Progetto) -> list[VoceImportazione]:
    voci = [VoceImportazione(tipo=T.ERRORE, posto=e.posto[:120], frase=e.motivo) for e in progetto.errori]
    voci += [
        VoceImportazione(
            tipo=T.SCELTA,
            posto=s.posto[:120],
            frase=s.frase,
            dopo={"codice": s.codice, "chiave": s.chiave, "risposte": [list(r) for r in s.risposte]},
        )
        for s in progetto.scelte
    ]
    voci += [VoceImportazione(tipo=T.AVVISO, posto=a.posto[:120], frase=a.motivo) for a in progetto.avvisi]
    voci += [_voce(cambio) for cambio in progetto.cambi]
    for ordine, voce in enumerate(voci):
        voce.importazione, voce.ordine = importazione, ordine
    return voci


def _voce(cambio: Cambio) -> VoceImportazione:
    return VoceImportazione(
        tipo=TipoVoceImportazione.NUOVA if cambio.nuovo else TipoVoceImportazione.MODIFICATA,
        posto=cambio.posto[:120],
        nome=cambio.nome[:400],
        modello=cambio.modello._meta.label_lower,
        chiave=cambio.oggetto.pk,
        prima=in_testi(cambio.prima),
        dopo=in_testi(cambio.dopo),
    )


def in_testi(valori: Mapping[str, Any]) -> Any:
    """Values that JSON keeps as they are: dates as texts, and decimals too, without the zeros that a column adds."""
    piani = {n: f"{v.normalize():f}" if isinstance(v, Decimal) else v for n, v in in_json(valori).items()}
    return json.loads(json.dumps(piani, cls=DjangoJSONEncoder))


@transaction.atomic
def rispondi_importazione(
    *,
    importazione: Importazione,
    mappa: Mapping[str, str],
    decisioni: Mapping[str, str],
    da: Utente,
    ricorda: bool = True,
) -> None:
    """Answer the doubts of a preview (fields of unknown headings by normalised heading; answers by ``codice@posto`` or
    ``codice:chiave``) and put the file in the queue to be read again. The answers are remembered for the body.

    Raises:
        NonModificabile: the import is not in preview any more.
    """
    esige_sua(importazione, da)
    nuova_mappa, nuove = importazione.mappa | dict(mappa), importazione.decisioni | dict(decisioni)
    ferme = Importazione.objects.filter(pk=importazione.pk, stato__in=[S.ANTEPRIMA, S.FALLITA])
    if ferme.update(stato=S.CARICATA, mappa=nuova_mappa, decisioni=nuove, avanzamento=0) != 1:
        raise NonModificabile("L'importazione non è più da controllare: ricaricate la pagina.")
    if ricorda:
        generali = [(True, c, r) for c, r in mappa.items()] + [
            (False, c, r) for c, r in decisioni.items() if "@" not in c
        ]
        for intestazione, chiave, risposta in generali:
            Ricordo.objects.update_or_create(
                ente=importazione.ente,
                genere=importazione.genere,
                intestazione=intestazione,
                chiave=chiave,
                defaults={"risposta": risposta},
            )


def esige_sua(importazione: Importazione, da: Utente) -> None:
    """Refuse somebody else's import to who does not administer the body (PermissionDenied)."""
    genere = GENERI[importazione.genere]
    sua = importazione.caricata_da_id == da.pk or amministra_tutto(da)
    esige(sua and genere.permesso(Poteri.di(da), dove_va(importazione)), "Questa importazione è di un'altra persona.")


def amministra_tutto(da: Utente) -> bool:
    """Whether the person works on other people's imports too."""
    poteri = Poteri.di(da)
    return poteri.amministratore or poteri.controllo


@transaction.atomic
def conferma_importazione(*, importazione: Importazione, impronta: str, da: Utente) -> None:
    """Put in the queue the writing of the plan that the person has seen, named by its fingerprint. Twice is once.

    Raises:
        NonModificabile: there are errors, or the plan is not the one that was seen.
    """
    esige_sua(importazione, da)
    viste = Importazione.objects.filter(pk=importazione.pk, stato=S.ANTEPRIMA, impronta_progetto=impronta)
    adesso = timezone.now()
    if impronta and viste.update(stato=S.DA_SCRIVERE, avanzamento=0, confermata_da=da, confermata_il=adesso) == 1:
        return
    importazione.refresh_from_db()
    if importazione.stato not in (S.DA_SCRIVERE, S.IN_SCRITTURA, S.CONFERMATA):
        raise NonModificabile("L'anteprima non è più questa: controllatela di nuovo prima di confermare.")


def scrivi_importazione(pk: int) -> None:
    """The job that writes a confirmed plan, once. When the data have changed since the preview it makes a new one."""
    presa = Importazione.objects.filter(pk=pk, stato__in=[S.DA_SCRIVERE, S.IN_SCRITTURA])
    if presa.update(stato=S.IN_SCRITTURA, avanzamento=10) != 1:
        return
    importazione = Importazione.objects.select_related(
        "ente", "ciclo", "periodo", "cruscotto", "caricata_da", "confermata_da"
    ).get(pk=pk)
    try:
        letto, progetto = progetta_importazione(importazione)
    except ErroreUtente as errore:
        Importazione.objects.filter(pk=pk).update(stato=S.FALLITA, avanzamento=100, messaggio=str(errore))
        return
    segna_avanzamento(pk, 50)
    try:
        if progetto.errori or progetto.impronta() != importazione.impronta_progetto:
            raise CambiatoNelFrattempo
        _scrivi(importazione, progetto)
    except CambiatoNelFrattempo as errore:
        letto, progetto = progetta_importazione(importazione)
        _scrivi_anteprima(importazione, letto, progetto, str(errore))


def _scrivi(importazione: Importazione, progetto: Progetto) -> None:
    with transaction.atomic():
        applica(progetto)
        _annota_scritte(importazione, progetto.cambi)
        Importazione.objects.filter(pk=importazione.pk).update(stato=S.CONFERMATA, avanzamento=100)
        registra(
            ente=importazione.ente,
            da=importazione.confermata_da,
            azione=f"importa {importazione.genere}",
            oggetto=importazione,
            esito=str(progetto.esito()),
            impronta=importazione.impronta,
        )


def _annota_scritte(importazione: Importazione, cambi: Sequence[Cambio]) -> None:
    """The lines of the preview again, now that the new rows have a key: undoing starts from them."""
    vecchie = importazione.voci.filter(tipo__in=[T.NUOVA, T.MODIFICATA])
    primo = importazione.voci.exclude(tipo__in=[T.NUOVA, T.MODIFICATA]).count()
    vecchie._raw_delete(vecchie.db)
    voci = [_voce(cambio) for cambio in cambi]
    for ordine, voce in enumerate(voci, primo):
        voce.importazione, voce.ordine = importazione, ordine
    VoceImportazione.objects.bulk_create(voci, batch_size=LOTTO)
