"""The life of an import: upload, reading, preview, answers, writing. Reading and writing are background jobs.

Each job claims the state of its import first, so that two workers, or a job that starts again after a crash, do it
once; what it writes it writes in one transaction, so that it is never half done.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.ciclo.passaggi_valore import rifotografa_riaperti
from cruscotto.importazione.actions.anteprima import salva_anteprima, voci_di
from cruscotto.importazione.actions.colonne import ricorda_colonne
from cruscotto.importazione.anni_e_periodi import LORO
from cruscotto.importazione.colonne_dette import esige_colonne, esige_presenti
from cruscotto.importazione.file.lettura import avvisi_di_lettura
from cruscotto.importazione.genere import Dove, GenereImportabile
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.importazione.provenienza import Riportato, riporta
from cruscotto.importazione.significati import campi_letti, restano_fuori
from cruscotto.importazione.titolo import di_un_altro_periodo
from cruscotto.models import Importazione, Ricordo, StatoImportazione
from ente.actions.registro import componi, differenze, prepara_registro, registra
from ente.errori import ErroreUtente
from ente.fogli.colonne import prime_righe
from ente.fogli.contenitore import FoglioRifiutato, riconosci
from ente.fogli.intestazioni import con_mappa
from ente.fogli.lettura import leggi_fogli
from ente.fogli.righe import Letto
from ente.fogli.riletti import rileggi_fogli
from ente.fogli.testata_detta import con_testata, senza_testate, testate_dette
from ente.importazione import ErroreNelFile, Esito, raggruppa
from ente.lotti import Scrittura
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.progetto import CambiatoNelFrattempo, Progetto, prepara

S = StatoImportazione
CON_TUTTO = ("ente", "ciclo__ente", "periodo__ciclo__ente", "cruscotto", "caricata_da", "confermata_da")
IN_ATTESA = (S.CARICATA, S.IN_LETTURA, S.DA_SCRIVERE, S.IN_SCRITTURA)
"""What a job has to go on with."""
FOGLI_MOSTRATI = 3
NON_C_E = "Il file non c'è più: caricatelo di nuovo."
IMPREVISTO = "Qualcosa è andato storto e non è stato scritto nulla: riprovate, o avvisate chi gestisce il sistema."


def carica_importazione(
    *, genere: GenereImportabile, dove: Dove, nome: str, contenuto: bytes, da: Utente
) -> Importazione:
    """Keep a file and put its reading in the queue.

    Raises:
        FileRifiutato: the file is no sheet, or is dangerous.
        PermissionDenied: the person may not import this kind.
    """
    esige_importabile(genere, da)
    esige(dove.ente.pk == da.ente_id, "Si importa solo nei dati del proprio ente.")
    with _conservato(genere, dove, nome, contenuto) as importazione:
        impronta = importazione.impronta
        registra(ente=dove.ente, da=da, azione="carica importazione", oggetto=importazione, impronta=impronta)
        leggi_importazione.enqueue(importazione.pk)
    return importazione


def esige_importabile(genere: GenereImportabile, da: Utente) -> None:
    """Refuse a kind to who may not import it (PermissionDenied)."""
    esige(genere.chi(Poteri.di(da)), f"{genere.nome}: l'importazione spetta a chi amministra i dati dell'ente.")


@contextmanager
def _conservato(
    genere: GenereImportabile, dove: Dove, nome: str, contenuto: bytes, stato: StatoImportazione = S.CARICATA
) -> Iterator[Importazione]:
    """An import and its file, kept if the block ends well: one transaction, and neither remains if it does not."""
    formato = riconosci(contenuto)
    importazione = Importazione(
        ente=dove.ente,
        ciclo=dove.del_ciclo,
        periodo=dove.periodo,
        cruscotto=dove.cruscotto,
        crea=dove.crea,
        genere=genere.codice,
        nome=_nome(nome),
        impronta=hashlib.sha256(contenuto).hexdigest(),
        dimensione=len(contenuto),
        caricata_da=dove.da,
        stato=stato,
    )
    nel_disco = f"{dove.ente.codice}-{importazione.impronta[:16]}.{formato}"
    importazione.file.save(nel_disco, ContentFile(contenuto), save=False)
    try:
        with transaction.atomic():
            importazione.save()
            yield importazione
    except BaseException:
        importazione.file.delete(save=False)
        raise


def _nome(nome: str) -> str:
    """The name of a file without where it was, nor what cannot be seen."""
    solo = PurePosixPath(nome.replace("\\", "/")).name
    return "".join(c for c in solo if c.isprintable())[:200] or "foglio"


def dove_va(importazione: Importazione) -> Dove:
    """Where an import goes in, as its kind wants to know it."""
    return Dove(
        ente=importazione.ente,
        del_ciclo=importazione.ciclo,
        periodo=importazione.periodo,
        cruscotto=importazione.cruscotto,
        da=importazione.caricata_da,
        crea=importazione.crea,
    )


def progetta_file(
    genere: GenereImportabile,
    dove: Dove,
    nome: str,
    contenuto: bytes,
    mappa: Mapping[str, str] | None = None,
    decisioni: Mapping[str, str] | None = None,
) -> tuple[Letto, Progetto]:
    """Read a file and plan what it would change, with what the body has answered before and the answers given now.

    Every error is in the plan: those of the reading, then what the other cells of the rows have wrong. Writes nothing.

    Raises:
        ErroreUtente: the file cannot be read at all.
    """
    return progetta_fogli(genere, riporta(genere, dove, leggi_fogli(contenuto, nome)), mappa, decisioni)


def progetta_fogli(
    genere: GenereImportabile,
    riportato: Riportato,
    mappa: Mapping[str, str] | None = None,
    decisioni: Mapping[str, str] | None = None,
) -> tuple[Letto, Progetto]:
    """``progetta_file`` of sheets that have been read, where they go (``provenienza.riporta``)."""
    dove = riportato.dove
    intestazioni, risposte = _ricordi(genere, dove)
    dette = {**intestazioni, **(mappa or {})}
    fogli = con_testata(riportato.fogli, dette, dove.anno)
    colonne = con_mappa(genere.colonne, campi_letti(senza_testate(dette), genere, dove))
    letto = genere.leggi(fogli, colonne, dove.anno)
    letto.prime = [prime_righe(f, dove.anno) for f in fogli[:FOGLI_MOSTRATI]]
    rimaste = restano_fuori(letto.intestazioni, dove.anno)
    letto.avvisi[:0] = [*riportato.detto, *avvisi_di_lettura(fogli), *rimaste]
    if not letto.giudicabile:
        return letto, Progetto(errori=raggruppa(letto.errori), avvisi=letto.avvisi)
    letto.errori += di_un_altro_periodo(genere, dove, letto)
    progetto = genere.progetta(dove, letto, {**risposte, **(decisioni or {})})
    gia = {e.posto for e in letto.errori}
    errori = dict.fromkeys([*letto.errori, *(e for e in progetto.errori if e.posto not in gia)])
    progetto.errori = raggruppa(errori)
    progetto.avvisi = raggruppa(raggruppa(dict.fromkeys([*letto.avvisi, *progetto.avvisi])), simili=True)
    letto.righe, letto.fogli = [], ()  # large, and in the plan
    return letto, progetto


def _ricordi(genere: GenereImportabile, dove: Dove) -> tuple[dict[str, str], dict[str, str]]:
    """What the body has answered before: fields of headings, answers to doubts."""
    intestazioni: dict[str, str] = {}
    risposte: dict[str, str] = {}
    for r in Ricordo.objects.di(dove.ente).filter(genere=genere.codice):
        (intestazioni if r.intestazione else risposte)[r.chiave] = r.risposta
    return intestazioni, risposte


def progetta_importazione(importazione: Importazione) -> tuple[Letto, Progetto]:
    """``progetta_file`` of an import, with the answers given so far."""
    gc.collect()  # the plan of the job before: large, and full of cycles
    with importazione.file.open("rb") as file:
        contenuto = file.read()
    genere = GENERI[importazione.genere]
    riportato = riporta(genere, dove_va(importazione), rileggi_fogli(contenuto, importazione.nome))
    del contenuto
    _sposta(importazione, riportato)
    return progetta_fogli(genere, riportato, importazione.mappa, importazione.decisioni)


def _sposta(importazione: Importazione, riportato: Riportato) -> None:
    """Keep that an import goes elsewhere than where it was sent; when it is read again, say it again."""
    dove, detto = riportato.dove, importazione.riepilogo.get("riportato")
    if not riportato.detto and detto:
        riportato.detto = [ErroreNelFile(*detto)]
    if riportato.detto:
        primo = riportato.detto[0]
        importazione.riepilogo["riportato"] = [primo.posto, primo.motivo]
        importazione.ciclo, importazione.periodo, importazione.cruscotto = dove.del_ciclo, dove.periodo, dove.cruscotto
        importazione.save(update_fields=["ciclo", "periodo", "cruscotto", "riepilogo"])


@task()
def leggi_importazione(pk: int) -> None:
    """The job that reads an uploaded file and makes its preview. Run twice it does it once, or again from the start."""
    if not _prendi(pk, (S.CARICATA, S.IN_LETTURA), S.IN_LETTURA):
        return
    with _o_fallita(pk):
        importazione = Importazione.objects.select_related(*CON_TUTTO).get(pk=pk)
        letto, progetto = progetta_importazione(importazione)
        segna_avanzamento(pk, 60)
        salva_anteprima(importazione, GENERI[importazione.genere], letto, progetto)


def _prendi(pk: int, da: tuple[StatoImportazione, ...], a: StatoImportazione) -> bool:
    presa = Importazione.objects.filter(pk=pk, stato__in=da)
    return presa.update(stato=a, avanzamento=10, messaggio="") == 1


@contextmanager
def _o_fallita(pk: int) -> Iterator[None]:
    """What stops a job is said by its import; what nobody foresaw is raised again, for the log. A file that nobody can
    open is not kept."""
    try:
        yield
    except FoglioRifiutato as rifiuto:
        fallisci(pk, str(rifiuto))
        Importazione.objects.get(pk=pk).file.delete(save=False)
    except ErroreUtente as errore:
        fallisci(pk, str(errore))
    except FileNotFoundError:
        fallisci(pk, NON_C_E)
    except Exception:
        fallisci(pk, IMPREVISTO)
        raise


def fallisci(pk: int, frase: str) -> None:
    """Tell who waits for an import that it will not end, and why; one that has ended stays as it is."""
    aspetta = Importazione.objects.filter(pk=pk, stato__in=IN_ATTESA)
    aspetta.update(stato=S.FALLITA, avanzamento=100, messaggio=frase)


def segna_avanzamento(pk: int, centesimi: int) -> None:
    """How far a job is, for the bar of the page."""
    Importazione.objects.filter(pk=pk).update(avanzamento=centesimi)


@transaction.atomic
def rispondi_importazione(
    *,
    importazione: Importazione,
    mappa: Mapping[str, str],
    decisioni: Mapping[str, str],
    da: Utente,
    crea: bool = False,
) -> None:
    """Answer what a preview asks: what columns are, by heading (``intestazioni.chiave``; empty: not to be read), the
    answer of each doubt by its key; ``crea``, that what the file names and is not there is made. The file is read
    again; the answers are remembered for the body.

    Raises:
        NonModificabile: the import is not in preview any more.
        PermissionDenied: the import is somebody else's.
    """
    esige_sua(importazione, da)
    ferme = Importazione.objects.filter(pk=importazione.pk, stato__in=[S.ANTEPRIMA, S.FALLITA])
    nuove = {
        "mappa": {**importazione.mappa, **mappa},
        "decisioni": {**importazione.decisioni, **decisioni},
        "crea": importazione.crea or (crea and GENERI[importazione.genere].del_cruscotto),
    }
    if ferme.update(stato=S.CARICATA, avanzamento=0, **nuove) != 1:
        raise NonModificabile("L'importazione non è più da controllare: ricaricate la pagina.")
    if mappa:
        ricorda_colonne(ente=importazione.ente, genere=GENERI[importazione.genere], risposte=mappa, da=da)
    Ricordo.objects.bulk_create(
        [
            Ricordo(
                ente=importazione.ente,
                genere=importazione.genere,
                intestazione=False,
                chiave=chiave,
                risposta=risposta,
            )
            for chiave, risposta in decisioni.items()
        ],
        update_conflicts=True,
        unique_fields=["ente", "genere", "intestazione", "chiave"],
        update_fields=["risposta"],
    )
    leggi_importazione.enqueue(importazione.pk)


def esige_sua(importazione: Importazione, da: Utente) -> None:
    """Refuse somebody else's import to who does not administer the body's data (PermissionDenied)."""
    poteri = Poteri.di(da)
    sua = importazione.caricata_da_id == da.pk or poteri.amministratore or poteri.controllo
    esige(sua and importazione.ente_id == da.ente_id, "Questa importazione è di un'altra persona.")
    esige_importabile(GENERI[importazione.genere], da)


@transaction.atomic
def conferma_importazione(*, importazione: Importazione, impronta: str, da: Utente) -> None:
    """Put in the queue the writing of the plan that the person has seen, named by its fingerprint. Twice is once.

    Raises:
        NonModificabile: there are errors or open questions, or the plan is not the one that was seen.
        PermissionDenied: the import is somebody else's.
    """
    esige_sua(importazione, da)
    viste = Importazione.objects.filter(pk=importazione.pk, stato=S.ANTEPRIMA, impronta_progetto=impronta)
    campi = {"stato": S.DA_SCRIVERE, "avanzamento": 0, "confermata_da": da, "confermata_il": timezone.now()}
    if impronta and viste.update(**campi) == 1:
        scrivi_importazione.enqueue(importazione.pk)
        return
    importazione.refresh_from_db()
    if importazione.stato not in (S.DA_SCRIVERE, S.IN_SCRITTURA, S.CONFERMATA):
        raise NonModificabile("L'anteprima non è più questa: controllatela di nuovo prima di confermare.")


@task()
def scrivi_importazione(pk: int) -> None:
    """The job that writes a confirmed plan, once. When the data have changed since the preview it makes a new one."""
    if not _prendi(pk, (S.DA_SCRIVERE, S.IN_SCRITTURA), S.IN_SCRITTURA):
        return
    with _o_fallita(pk):
        _scrivi(Importazione.objects.select_related(*CON_TUTTO).get(pk=pk))


def _scrivi(importazione: Importazione) -> None:
    genere = GENERI[importazione.genere]
    frase = "Dopo l'anteprima i dati sono cambiati: questa è nuova, controllatela prima di confermare."
    letto, progetto = progetta_importazione(importazione)
    segna_avanzamento(importazione.pk, 50)
    try:
        if not progetto.errori and progetto.impronta() == importazione.impronta_progetto:
            scrivi_progetto(importazione, genere, progetto)
            return
    except NonModificabile as rifiuto:
        frase = str(rifiuto)
    except CambiatoNelFrattempo:
        pass
    else:
        salva_anteprima(importazione, genere, letto, progetto, frase)
        return
    letto, progetto = progetta_importazione(importazione)  # the other one has been tried: its rows have keys
    salva_anteprima(importazione, genere, letto, progetto, frase)


def scrivi_progetto(importazione: Importazione, genere: GenereImportabile, progetto: Progetto) -> None:
    """Write a plan whose preview is saved: rows, register and state in one transaction, the shortest that can be.

    Raises:
        CambiatoNelFrattempo: something of it has changed.
        NonModificabile: what it goes into has been closed or frozen.
    """
    voci = voci_di(progetto)
    registra_tutto = _atti(importazione, genere, progetto)
    scrivi = prepara(progetto)
    with transaction.atomic():
        if progetto.cambi:
            genere.blocca(dove_va(importazione))
        scrivi()
        scritte = [c.oggetto.pk for _, cambi in voci for c in cambi if c.nuovo]
        campi = {"stato": S.CONFERMATA, "avanzamento": 100, "scritte": scritte}
        if Importazione.objects.filter(pk=importazione.pk, stato=S.IN_SCRITTURA).update(**campi) != 1:
            raise CambiatoNelFrattempo
        registra_tutto()
        if progetto.cambi:
            genere.concludi(dove_va(importazione))
        if genere.del_periodo and progetto.cambi:
            rifotografa_riaperti(importazione.periodo, importazione.confermata_da)


def _atti(importazione: Importazione, genere: GenereImportabile, progetto: Progetto) -> Scrittura:
    """What writes in the register: one line for the import, one for each row of a settled kind that it changed."""
    if not progetto.cambi:
        return lambda: None
    ente, da, azione = importazione.ente, importazione.confermata_da, f"importa {genere.codice}"
    esito = str(progetto.esito())
    uno = componi(ente=ente, da=da, azione=azione, oggetto=importazione, esito=esito, impronta=importazione.impronta)
    delle_righe = (
        componi(ente=ente, da=da, azione=azione, oggetto=c.oggetto, nome=c.nome, **differenze(c.prima, c.dopo))
        for c in progetto.cambi
        if c.modificato and c.oggetto._meta.label in genere.registrati
    )
    return prepara_registro(chain([uno], delle_righe))


def progetta_subito(
    *,
    genere: GenereImportabile,
    dove: Dove,
    nome: str,
    contenuto: bytes,
    mappa: Mapping[str, str],
    testate: Sequence[str] = (),
    altrove: bool = False,
) -> tuple[Dove, Letto, Progetto]:
    """``progetta_file`` for a command, which says what columns are, which rows are of headings (``testate_dette``),
    whether rows of other periods and years go to their own (``altrove``), and cannot be asked; and where the file goes.

    Raises:
        ImportazioneRifiutata: with everything that is wrong.
        ErroreUtente: the file cannot be read at all, or has no such column.
    """
    riportato = riporta(genere, dove, leggi_fogli(contenuto, nome))
    dette = testate_dette(testate, riportato.fogli, riportato.dove.anno)
    letto, progetto = progetta_fogli(genere, riportato, {**mappa, **dette})
    if altrove and (loro := {d.chiave: LORO for d in progetto.dubbi.values() if LORO in dict(d.risposte)}):
        letto, progetto = progetta_fogli(genere, riportato, {**mappa, **dette}, loro)
    letto.dette = {**mappa, **dette}
    esige_presenti(mappa, letto)
    esige_colonne(genere, letto, progetto.errori)
    progetto.esige_senza_errori()
    return riportato.dove, letto, progetto


def importa_subito(
    *,
    genere: GenereImportabile,
    dove: Dove,
    nome: str,
    contenuto: bytes,
    mappa: Mapping[str, str] | None = None,
    testate: Sequence[str] = (),
    altrove: bool = False,
) -> Esito:
    """The whole life of an import at once, for who asks for no preview: a command. ``mappa`` says what columns are and
    ``testate`` which rows are of headings: it is remembered for the body; ``altrove`` as in ``progetta_subito``.

    Raises:
        ImportazioneRifiutata: with everything that is wrong; nothing is written.
        NonModificabile: something would change in a cycle that is frozen.
        ErroreUtente: the file cannot be read at all.
    """
    dove, letto, progetto = progetta_subito(
        genere=genere,
        dove=dove,
        nome=nome,
        contenuto=contenuto,
        mappa=mappa or {},
        testate=testate,
        altrove=altrove,
    )
    esito = progetto.esito()
    if letto.dette:
        ricorda_colonne(ente=dove.ente, genere=genere, risposte=letto.dette, da=dove.da)
    if not progetto.cambi:
        return esito
    with _conservato(genere, dove, nome, contenuto, S.IN_LETTURA) as importazione:
        salva_anteprima(importazione, genere, letto, progetto, con_sal=False)
        Importazione.objects.filter(pk=importazione.pk).update(
            stato=S.IN_SCRITTURA, confermata_da=dove.da, confermata_il=timezone.now()
        )
        scrivi_progetto(importazione, genere, progetto)
    return esito
