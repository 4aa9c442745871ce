"""What the page of the documents shows of a year: each document of the cycle, its files, whose turn it is.

Eight queries at most, whatever the documents and however often they were asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from cruscotto.models import Ciclo, Cruscotto, Periodo, StatoCiclo, StatoPeriodo, TipoCruscotto
from ente.models import Utente
from ente.poteri import Poteri
from relazione.documento.modelli import Modello, modelli, scegli_modello, titolo_del_modello
from relazione.edizioni.stato import StatoEdizione, stato_edizione
from relazione.models import (
    APERTI,
    Documento,
    Edizione,
    Fase,
    Formato,
    Sezione,
    StatoSezione,
    StatoStesura,
    Stesura,
    TipoDocumento,
)
from relazione.pubblicazione.actions.stesure import ABBANDONATO
from relazione.pubblicazione.indirizzi import comincia_dall_anno_prima, pagina_di_scrittura
from relazione.pubblicazione.scrittoio import DELL_OIV

T = TipoDocumento
FERMA_IN_CODA = dt.timedelta(minutes=2)
"""After which one that nobody has begun to write says that the worker may not be running."""
NON_SI_PUBBLICA = (
    "L'edizione integrale contiene le schede individuali e ciò che permette di riconoscere una persona: la legge vieta "
    "di pubblicarla (D.Lgs. 33/2013, art. 20). Serve a chi legge tutto l'ente, per esempio all'OIV."
)
GRUPPI: tuple[tuple[str, tuple[TipoDocumento, ...]], ...] = (
    ("Relazione", (T.RELAZIONE,)),
    ("Validazione", (T.VALIDAZIONE, T.ACCOMPAGNAMENTO, T.FUNZIONAMENTO)),
    ("Piano, monitoraggio e modifiche", (T.PIANO, T.MONITORAGGIO, T.PIRA, T.CONFRONTO)),
    ("Schede individuali", (T.SCHEDA_INDIVIDUALE,)),
)
"""The documents as the page puts them together: a title, the kinds under it."""
CON_NARRATIVA = (T.RELAZIONE, *DELL_OIV)
"""The kinds that somebody has to write; the others come from the data, and may be written besides."""


@dataclass(slots=True)
class Casella:
    """The files of a document in one edition and format: the last ready, the one being written, the last failure."""

    edizione: str
    formato: str
    pronta: Stesura | None = None
    aperta: Stesura | None = None
    mancata: Stesura | None = None

    @property
    def nome(self) -> str:
        return f"{Edizione(self.edizione).label}, {Formato(self.formato).label}"

    @property
    def pubblica(self) -> bool:
        return self.edizione == Edizione.PUBBLICA

    @property
    def fallita(self) -> Stesura | None:
        """The last one that came to nothing, unless one after it was written or is being written."""
        dopo = [s.pk for s in (self.pronta, self.aperta) if s]
        return self.mancata if self.mancata and all(pk < self.mancata.pk for pk in dopo) else None

    @property
    def uguale_a_prima(self) -> bool:
        """Whether the last one ready is a file that was there already."""
        return bool(self.pronta and self.pronta.scritta_il and self.prima_scritta != self.pronta.scritta_il)

    @property
    def prima_scritta(self) -> dt.datetime | None:
        """When the file of the last one ready was written for the first time."""
        return getattr(self.pronta, "prima_scritta", None)

    @property
    def fasi(self) -> list[tuple[str, str]]:
        """The stages with where each is: ``fatto``, ``corrente``, ``futuro``; empty when nothing is being written."""
        if self.aperta is None:
            return []
        qui = list(Fase).index(Fase(self.aperta.fase)) if self.aperta.fase else -1
        return [
            (str(f.label), "fatto" if n < qui else "corrente" if n == qui else "futuro") for n, f in enumerate(Fase)
        ]

    @property
    def avviso(self) -> str:
        """What makes one think that nobody is writing it; empty when all is well."""
        if self.aperta is None:
            return ""
        da_quando = timezone.now() - self.aperta.created_at
        if da_quando > ABBANDONATO:
            return "È ferma da più di mezz'ora: chiedetela di nuovo, e avvisate chi cura l'installazione."
        if self.aperta.stato == StatoStesura.RICHIESTO and da_quando > FERMA_IN_CODA:
            return "Nessuno ha ancora cominciato a scriverla: se dura, avvisate chi cura l'installazione."
        return ""


@dataclass(slots=True)
class DocumentoDelCiclo:
    """A document of the cycle as the page shows it, begun or not."""

    ciclo: Ciclo
    tipo: TipoDocumento
    poteri: Poteri
    periodo: Periodo | None = None
    cruscotto: Cruscotto | None = None
    documento: Documento | None = None
    edizione: StatoEdizione | None = None
    """Of the Relazione, what was approved and what waits."""
    riporto: str = ""
    """The act that begins it with the narrative of the year before, where there is one."""
    sezioni: int = 0
    da_rivedere: int = 0
    da_completare: int = 0
    caselle: dict[tuple[str, str], Casella] = field(default_factory=dict)

    @property
    def chiave(self) -> str:
        """Its place in the page."""
        quale = self.periodo.numero if self.periodo else self.cruscotto.codice if self.cruscotto else ""
        return f"{self.tipo.value}-{quale}" if quale else self.tipo.value

    @property
    def titolo(self) -> str:
        if self.documento is not None:
            return self.documento.titolo
        return titolo_del_modello(scegli_modello(self.tipo), self.ciclo, self.periodo, self.cruscotto)

    @property
    def cominciato(self) -> bool:
        return self.sezioni > 0

    @property
    def approvato(self) -> bool:
        return self.tipo == T.RELAZIONE and self.ciclo.congelato

    @property
    def completo(self) -> bool:
        """Whether no section waits for anybody, as far as one sees without composing it."""
        return self.cominciato and not self.da_rivedere and not self.da_completare

    @property
    def stato(self) -> str:
        """``approvato``, ``scritto``, ``in_scrittura`` or ``da_cominciare``; of what comes from the data ``pronto`` or
        ``senza_file``."""
        if self.approvato:
            return "approvato"
        if not self.cominciato:
            dai_dati = "pronto" if self.pronto else "senza_file"
            return "da_cominciare" if self.tipo in CON_NARRATIVA else dai_dati
        return "scritto" if self.completo else "in_scrittura"

    @property
    def femminile(self) -> bool:
        return self.tipo in (T.RELAZIONE, T.SCHEDA_INDIVIDUALE, T.ACCOMPAGNAMENTO, T.FUNZIONAMENTO)

    @property
    def lo(self) -> str:
        return "la" if self.femminile else "lo"

    @property
    def stato_detto(self) -> str:
        o = "a" if self.femminile else "o"
        return {
            "approvato": self.edizione.stato if self.edizione else "Approvata",
            "scritto": f"Scritt{o}",
            "in_scrittura": "In scrittura",
            "da_cominciare": f"Non cominciat{o}",
            "pronto": f"Pront{o}",
            "senza_file": "Nessun file",
        }[self.stato]

    @property
    def mancanze(self) -> str:
        """How many sections wait for somebody, in words."""
        frasi = []
        if self.da_rivedere:
            frasi.append(
                "una sezione da rivedere" if self.da_rivedere == 1 else f"{self.da_rivedere} sezioni da rivedere"
            )
        if self.da_completare:
            quante = self.da_completare
            frasi.append("una sezione da completare" if quante == 1 else f"{quante} sezioni da completare")
        return " e ".join(frasi)

    @property
    def chi(self) -> str:
        return "l'OIV" if self.tipo in DELL_OIV else "il controllo di gestione"

    @property
    def pronto(self) -> bool:
        """Whether there is a file to download."""
        return any(c.pronta for c in self.caselle.values())

    @property
    def passo(self) -> str:
        """Who has to do what now, in a sentence."""
        if self.tipo == T.RELAZIONE:
            return self._passo_della_relazione()
        if self.tipo in DELL_OIV:
            return self._passo_dell_oiv()
        if self.stato == "in_scrittura":
            return f"{_maiuscola(self.chi)} {self.lo} finisce: {self.mancanze}."
        return ""

    def _passo_della_relazione(self) -> str:
        if self.edizione is not None:
            return self.edizione.passo
        if self.approvato:
            return "È approvata altrove: il controllo di gestione ne sigilla i file, poi l'OIV la esamina."
        if not self.cominciato:
            return "La comincia il controllo di gestione, scegliendo un modello."
        if not self.completo:
            return f"Il controllo di gestione la finisce: {self.mancanze}."
        if self.ciclo.stato != StatoCiclo.CONSUNTIVO:
            return "Il controllo di gestione chiude i periodi; poi la Relazione si approva."
        return "Il controllo di gestione registra l'atto che la approva."

    def _passo_dell_oiv(self) -> str:
        if self.stato == "in_scrittura":
            return f"{_maiuscola(self.lo)} finisce l'OIV: {self.mancanze}."
        if self.cominciato:
            return f"L'OIV chiede il PDF e {self.lo} firma."
        quando = "" if self.ciclo.congelato else ", quando la Relazione è approvata"
        return f"Si scrive dall'esame dell'OIV, nella pagina «Validazione»{quando}."

    @property
    def comincia(self) -> bool:
        """Whether the person may begin it now."""
        suo = self.poteri.oiv if self.tipo in DELL_OIV else self.poteri.controllo
        return suo and not self.cominciato and not self.approvato

    @property
    def scrive(self) -> bool:
        """Whether the person may write its sections now."""
        suo = self.poteri.oiv if self.tipo in DELL_OIV else self.poteri.controllo
        return suo and self.cominciato and not self.approvato

    @property
    def scrittura(self) -> str:
        """The page of its sections; empty when nobody has begun it."""
        return pagina_di_scrittura(self.documento, self.ciclo.anno) if self.documento and self.cominciato else ""

    @property
    def modelli(self) -> list[Modello]:
        """The outlines that it may begin from, its own first."""
        adatti = [m for m in modelli().values() if m.tipo == self.tipo]
        return sorted(adatti, key=lambda m: (not m.predefinito, m.nome))

    @property
    def solo_integrale(self) -> bool:
        return self.tipo == T.SCHEDA_INDIVIDUALE

    @property
    def elenco(self) -> list[Casella]:
        """The files, the public ones and the PDFs first."""
        ordine = (list(Edizione), list(Formato))
        return sorted(
            self.caselle.values(),
            key=lambda c: (ordine[0].index(Edizione(c.edizione)), ordine[1].index(Formato(c.formato))),
        )


def _maiuscola(testo: str) -> str:
    return testo[:1].upper() + testo[1:]


@dataclass(frozen=True, slots=True)
class GruppoDiDocumenti:
    titolo: str
    documenti: tuple[DocumentoDelCiclo, ...]

    @property
    def dai_dati(self) -> bool:
        """Whether its documents come from the data of the cycle, and nobody has to write them."""
        return not any(d.tipo in CON_NARRATIVA for d in self.documenti)


def legge_documenti(poteri: Poteri) -> bool:
    """Whether a person has something on the page of the documents: all of them, or the own individual sheet."""
    return poteri.tutto_l_ente or bool(poteri.aree_proprie)


def leggi_quadro(utente: Utente, ciclo: Ciclo, periodi: Sequence[Periodo]) -> tuple[GruppoDiDocumenti, ...]:
    """The documents of a cycle that the person may see, in the order of the page."""
    poteri = Poteri.di(utente)
    tutti = list(_possibili(utente, ciclo, periodi, poteri))
    trovati = {
        (d.tipo, d.periodo_id, d.cruscotto_id): d for d in Documento.objects.visibili_a(utente).filter(ciclo=ciclo)
    }
    for voce in tutti:
        voce.documento = trovati.get(
            (voce.tipo.value, voce.periodo.pk if voce.periodo else None, voce.cruscotto.pk if voce.cruscotto else None)
        )
    con_riga = {v.documento.pk: v for v in tutti if v.documento}
    _conta_sezioni(con_riga)
    for stesura in ultime_stesure(Stesura.objects.visibili_a(utente).filter(documento__in=list(con_riga))):
        _metti(con_riga[stesura.documento_id], stesura)
    for voce in tutti:
        if voce.tipo == T.RELAZIONE:
            voce.edizione = stato_edizione(ciclo)
        if voce.tipo == T.RELAZIONE and voce.comincia and _c_era_l_anno_prima(utente, ciclo):
            voce.riporto = comincia_dall_anno_prima(ciclo.anno)
    return tuple(
        GruppoDiDocumenti(titolo, voci)
        for titolo, tipi in GRUPPI
        if (voci := tuple(v for tipo in tipi for v in tutti if v.tipo == tipo))
    )


def _c_era_l_anno_prima(utente: Utente, ciclo: Ciclo) -> bool:
    prima = Documento.objects.visibili_a(utente).filter(ciclo__anno=ciclo.anno - 1, tipo=T.RELAZIONE)
    return prima.filter(sezioni__isnull=False).exists()


def _possibili(utente: Utente, ciclo: Ciclo, periodi: Sequence[Periodo], poteri: Poteri) -> Iterator[DocumentoDelCiclo]:
    if poteri.tutto_l_ente:
        for tipo in T:
            if tipo not in (T.MONITORAGGIO, T.SCHEDA_INDIVIDUALE):
                yield DocumentoDelCiclo(ciclo, tipo, poteri)
        for periodo in periodi:
            if periodo.stato == StatoPeriodo.CHIUSO:
                yield DocumentoDelCiclo(ciclo, T.MONITORAGGIO, poteri, periodo=periodo)
    schede = Cruscotto.objects.visibili_a(utente).filter(ciclo=ciclo, tipo=TipoCruscotto.INDIVIDUALE)
    for cruscotto in schede.order_by("ordine"):
        yield DocumentoDelCiclo(ciclo, T.SCHEDA_INDIVIDUALE, poteri, cruscotto=cruscotto)


def _conta_sezioni(voci: dict[int, DocumentoDelCiclo]) -> None:
    """How many sections each document has, and how many wait for somebody: one query."""
    aperto = Case(
        When(Q(testo__contains="[[da-completare"), then=Value("si")), default=Value(""), output_field=CharField()
    )
    vuota = Case(When(testo="", then=Value("si")), default=Value(""), output_field=CharField())
    righe = (
        Sezione.objects.filter(documento__in=list(voci))
        .order_by("documento", "ordine")
        .annotate(aperta=aperto, vuota=vuota)
        .values_list("documento", "livello", "stato", "aperta", "vuota")
    )
    per_documento: dict[int, list[tuple[Any, ...]]] = {}
    for documento, *resto in righe:
        per_documento.setdefault(documento, []).append(tuple(resto))
    for pk, sue in per_documento.items():
        voce = voci[pk]
        voce.sezioni = len(sue)
        livelli_dopo = [livello for livello, *_ in sue[1:]] + [0]
        for (livello, stato, aperta, vuota), dopo in zip(sue, livelli_dopo, strict=True):
            voce.da_rivedere += stato == StatoSezione.DA_RIVEDERE
            # An empty section that has others under it is their heading.
            voce.da_completare += bool(aperta or (vuota and dopo <= livello))


def ultime_stesure(insieme: QuerySet[Stesura]) -> Iterable[Stesura]:
    """The last of each edition and format, ready, being written and failed, of some documents: one query."""
    gruppo = Case(
        When(stato=StatoStesura.PRONTO, then=Value("pronta")),
        When(stato__in=APERTI, then=Value("aperta")),
        default=Value("mancata"),
        output_field=CharField(),
    )
    ultime = (
        insieme.order_by()
        .annotate(gruppo=gruppo)
        .values("documento", "edizione", "formato", "gruppo")
        .annotate(ultima=Max("pk"))
        .values("ultima")
    )
    prima = Stesura.objects.filter(documento=OuterRef("documento"), file=OuterRef("file"), stato=StatoStesura.PRONTO)
    return (
        Stesura.objects.filter(pk__in=ultime)
        .select_related("richiesta_da", "documento__ciclo", "documento__periodo", "documento__cruscotto")
        .annotate(
            prima_scritta=Case(
                When(stato=StatoStesura.PRONTO, then=Subquery(prima.order_by("pk").values("scritta_il")[:1])),
                default=F("scritta_il"),
            )
        )
        .order_by("pk")
    )


def _metti(voce: DocumentoDelCiclo, stesura: Stesura) -> None:
    casella = voce.caselle.setdefault((stesura.edizione, stesura.formato), Casella(stesura.edizione, stesura.formato))
    metti_in_casella(casella, stesura)


def metti_in_casella(casella: Casella, stesura: Stesura) -> None:
    if stesura.stato == StatoStesura.PRONTO:
        casella.pronta = stesura
    elif stesura.aperta:
        casella.aperta = stesura
    else:
        casella.mancata = stesura


def casella_di(utente: Utente, ciclo: Ciclo, pk: int) -> Casella | None:
    """The files of the same document, edition and format as one that the person may see; None when there is none."""
    viste = Stesura.objects.visibili_a(utente).filter(documento__ciclo=ciclo)
    quale = viste.filter(pk=pk)
    simili = viste.filter(
        documento__in=quale.values("documento"),
        edizione__in=quale.values("edizione"),
        formato__in=quale.values("formato"),
    )
    casella: Casella | None = None
    for stesura in ultime_stesure(simili):
        casella = casella or Casella(stesura.edizione, stesura.formato)
        metti_in_casella(casella, stesura)
    return casella
