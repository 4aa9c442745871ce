"""The values of a period as the rows of a sheet say them, against those that there are. Nothing here writes."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from contesto.numeri import cita, essenziale
from cruscotto.aritmetica.plausibilita import Digitato, domande
from cruscotto.ciclo.blocchi import (
    NonModificabile,
    ValoreRifiutato,
    blocca_periodo,
    esige_scrivibile,
    uffici_riaperti,
)
from cruscotto.ciclo.passaggi_valore import SALVA
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.valori.celle import (
    FORMATO_PERSO,
    IN_ESAME,
    VALIDATO,
    SegniDiQuota,
    leggi_altro,
    leggi_valore,
    perso_il_percento,
)
from cruscotto.misurazione.riga import actual_mostrato, chiave
from cruscotto.models import (
    Collocazione,
    Indicatore,
    Periodo,
    Rilevazione,
    StatoRilevazione,
    TipoCruscotto,
    ValoreAtteso,
)
from cruscotto.rilevazione.file_ufficio.impronte import Portato, attuali
from cruscotto.valori.campi import CAMPI as CAMPI_VALORE
from cruscotto.valori.campi import PER_NOME
from ente.importazione import ErroreNelFile, RigaLetta
from ente.models import Utente
from ente.poteri import Poteri
from ente.progetto import CambiatoNelFrattempo, Progetto

CAMPI = {"valore": "testo", **{c.colonna: c.nome for c in CAMPI_VALORE}}
"""The columns that say something of a value, and the field of each."""
DEL_SITO, DEL_FOGLIO = "sito", "foglio"
QUALE_VALE = ((DEL_SITO, "tieni quello del sito"), (DEL_FOGLIO, "tieni il mio, quello del foglio"))
SUGGERITI = 20
"""How many unknown codes get a suggestion: it is slow to find."""

Suo = tuple[Indicatore, int | None]


@dataclass(frozen=True, slots=True)
class CollocazioneDelValore:
    """A placement of an indicator: its key, its scorecard, its label; whether its value is its own."""

    pk: int
    cruscotto: str
    titolo: str
    etichetta: str
    a_parte: bool


@dataclass(slots=True)
class RigaScritta:
    """What a row says of a value: its fields that somebody wrote, those that the text of the value gives with it, where
    each stands. ``portato`` is what the sheet carried."""

    riga: RigaLetta
    valori: dict[str, Any] = field(default_factory=dict)
    letti: dict[str, Any] = field(default_factory=dict)
    portato: Portato | None = None
    collocazione: int | None = None

    def posto(self, nome: str) -> str:
        return self.riga.posto(COLONNE[nome])


class _Rifiuto(Exception):
    """A row that says no value of the period: the column to mend, and why."""

    def __init__(self, colonna: str, motivo: str) -> None:
        self.colonna, self.motivo = colonna, motivo
        super().__init__(motivo)


COLONNE = {nome: colonna for colonna, nome in CAMPI.items()}


def progetta_rilevazioni(
    dove: Dove,
    per_periodo: Mapping[Periodo, Sequence[RigaLetta]],
    progetto: Progetto,
    compilati: Collection[str] = (),
) -> Progetto:
    """What the values of some periods would become, the chosen one first. An empty cell leaves what is there; new
    values are drafts. ``compilati`` are the names of the sheets that an office filled in."""
    letti = []
    for n, (periodo, righe) in enumerate(per_periodo.items()):
        valori = ValoriDiFoglio(dove, periodo, progetto, compilati, scelto=not n)
        for riga in righe:
            valori.leggi(riga)
        letti.append(valori)

    def verifica() -> None:
        for valori in letti:
            valori.verifica()

    progetto.verifica = verifica
    return progetto


class ValoriDiFoglio:
    """The values of a period, read in seven queries however many, and the plan of what a sheet does to them."""

    def __init__(
        self, dove: Dove, periodo: Periodo, progetto: Progetto, compilati: Collection[str] = (), *, scelto: bool = True
    ) -> None:
        self.compilati = compilati
        self.dove, self.periodo, self.progetto, self.scelto = dove, periodo, progetto, scelto
        self.poteri = Poteri.di(dove.da) if dove.da is not None else None
        self.riaperti = uffici_riaperti(periodo) if scelto else set()
        self.adesso: dt.datetime = timezone.now()
        self.posti: dict[int, list[CollocazioneDelValore]] = {}
        collocate = Collocazione.objects.filter(cruscotto__ciclo=periodo.ciclo_id).order_by(
            "cruscotto__ordine", "ordine"
        )
        campi = ("indicatore_id", "pk", "cruscotto__codice", "cruscotto__titolo", "etichetta", "rilevata_a_parte")
        for indicatore_id, *posto in collocate.values_list(*campi):
            self.posti.setdefault(indicatore_id, []).append(CollocazioneDelValore(*posto))
        suoi = Collocazione.objects.filter(cruscotto__ciclo=periodo.ciclo_id).order_by().values("indicatore")
        self.indicatori = {i.pk: i for i in Indicatore.objects.filter(pk__in=suoi).order_by()}
        self.per_codice = {i.codice.casefold(): i for i in self.indicatori.values()}
        rilevate = Rilevazione.objects.filter(periodo=periodo).select_related("inserita_da").order_by()
        self.rilevate = {(r.indicatore_id, r.collocazione_id): r for r in rilevate}
        self.viste: dict[tuple[int, int | None], tuple[str, dict[str, Any]]] = {}
        self.ignoti = 0
        self._impedimenti: dict[tuple[int | None, str], str] = {}

    # -- which value ---------------------------------------------------------------------------------------------------

    @cached_property
    def per_nome(self) -> dict[str, set[int]]:
        """The indicators by their name and by their labels in the scorecards."""
        nomi: dict[str, set[int]] = {}
        for pk, posti in self.posti.items():
            for testo in (self.indicatori[pk].nome, *(p.etichetta for p in posti)):
                nomi.setdefault(_piano(testo), set()).add(pk)
        return nomi

    @cached_property
    def per_chiave(self) -> dict[str, Suo]:
        """The values by the key that the sheet of an office writes."""
        chiavi: dict[str, Suo] = {}
        for pk, posti in self.posti.items():
            for posto in posti:
                suo = posto.pk if posto.a_parte else None
                chiavi[chiave(pk, suo)] = (self.indicatori[pk], suo)
        return chiavi

    def _trova(self, riga: RigaLetta) -> Suo:
        """The value that a row is of.

        Raises:
            _Rifiuto: at the cell that should have said it.
        """
        if riga["riga"]:
            return self._per_identita(riga)
        indicatore = self._per_codice(riga) if riga["codice"] else self._per_nome(riga)
        return self._nel_cruscotto(riga, indicatore)

    def _per_identita(self, riga: RigaLetta) -> Suo:
        trovata = self.per_chiave.get(riga["riga"])
        if trovata is None:
            raise _Rifiuto("riga", "questa riga non è di questo ciclo: scaricate di nuovo il foglio.")
        if riga["codice"] and riga["codice"].casefold() != trovata[0].codice.casefold():
            motivo = (
                f"il codice {cita(riga['codice'])} non è quello della riga, che è {cita(trovata[0].codice)}: le celle "
                "sono state spostate senza le altre della loro riga. Scaricate di nuovo il foglio."
            )
            raise _Rifiuto("codice", motivo)
        return trovata

    def _per_codice(self, riga: RigaLetta) -> Indicatore:
        codice = riga["codice"]
        trovato = self.per_codice.get(codice.casefold())
        if trovato is not None:
            return trovato
        self.ignoti += 1
        simili = difflib.get_close_matches(codice.casefold(), self.per_codice, 1) if self.ignoti <= SUGGERITI else []
        forse = f" Forse è {cita(self.per_codice[simili[0]].codice)}." if simili else ""
        motivo = (
            f"l'indicatore {cita(codice)} non è nei cruscotti {self.periodo.ciclo.anno}: controllate il codice.{forse}"
        )
        raise _Rifiuto("codice", motivo)

    def _per_nome(self, riga: RigaLetta) -> Indicatore:
        nome = riga["indicatore"]
        if not nome:
            raise _Rifiuto("codice", "manca l'indicatore: scrivete il codice, o il nome.")
        if (codice := self.per_codice.get(nome.casefold())) is not None and _piano(nome) not in self.per_nome:
            return codice
        trovati = self.per_nome.get(_piano(nome), set())
        if len(trovati) > 1 and (cruscotto := _piano(self._cruscotto(riga))):
            posti = self.posti
            trovati = {
                i for i in trovati if any(cruscotto in (_piano(p.cruscotto), _piano(p.titolo)) for p in posti[i])
            }
        if len(trovati) == 1:
            return self.indicatori[next(iter(trovati))]
        if not trovati:
            motivo = f"{cita(nome)} non è fra gli indicatori {self.periodo.ciclo.anno}: scrivetene il codice."
        else:
            codici = ", ".join(sorted(self.indicatori[i].codice for i in trovati))
            motivo = f"{cita(nome)} è il nome di più indicatori ({codici}): scrivete il codice."
        raise _Rifiuto("indicatore", motivo)

    def _cruscotto(self, riga: RigaLetta) -> str:
        return riga["cruscotto"] or (self.dove.cruscotto.codice if self.dove.cruscotto else "")

    def _nel_cruscotto(self, riga: RigaLetta, indicatore: Indicatore) -> Suo:
        """The shared value of an indicator, or that of the placement which the scorecard says."""
        tutti, nome = self.posti[indicatore.pk], _piano(self._cruscotto(riga))
        posti = [p for p in tutti if not nome or nome in (_piano(p.cruscotto), _piano(p.titolo))]
        propri = [p for p in posti if p.a_parte]
        codici = ", ".join(dict.fromkeys(p.cruscotto for p in tutti))
        if not posti:
            motivo = f"{cita(indicatore)} non è nel cruscotto {cita(self._cruscotto(riga))}: è in {codici}."
            raise _Rifiuto("cruscotto", motivo)
        if not propri or (not nome and len(propri) < len(posti)):
            return indicatore, None
        if len(posti) == 1:
            return indicatore, propri[0].pk
        if nome:
            motivo = (
                f"{cita(indicatore)} è più volte in questo cruscotto: scaricate il foglio dell'ufficio e usate quello."
            )
        else:
            motivo = (
                f"{cita(indicatore)} ha un valore in ogni cruscotto ({codici}): dite quale nella colonna Cruscotto."
            )
        raise _Rifiuto("cruscotto" if nome else "codice", motivo)

    def _errore(self, riga: RigaLetta, colonna: str, motivo: str) -> None:
        self.progetto.errori.append(ErroreNelFile(riga.posto(colonna), motivo))

    # -- what it says --------------------------------------------------------------------------------------------------

    def leggi(self, riga: RigaLetta) -> None:
        """Plan what a row does."""
        try:
            indicatore, collocazione_id = self._trova(riga)
        except _Rifiuto as rifiuto:
            if any(riga[colonna] for colonna in CAMPI) or riga["riga"]:
                self._errore(riga, rifiuto.colonna, rifiuto.motivo)
            else:  # a sub-heading, a title: it says no value of anything
                motivo = f"{cita(riga['codice'] or riga['indicatore'])} non è un valore: la riga non è stata letta."
                self.progetto.avvisi.append(ErroreNelFile(riga.posto(rifiuto.colonna), motivo))
            return
        attuale = self.rilevate.get((indicatore.pk, collocazione_id))
        if indicatore.calcolo and self.dove.del_sito:
            self.progetto.invariati += 1
            return
        scritta = self._scritta(riga, indicatore, collocazione_id, attuale)
        if not scritta.valori:
            self.progetto.invariati += attuale is not None
            return
        sua = (indicatore.pk, collocazione_id)
        gia = self.viste.setdefault(sua, (riga.posto("valore"), scritta.valori))
        if gia[1] is not scritta.valori:
            if gia[1] != scritta.valori:
                motivo = f"di {cita(indicatore)} dice già altro {gia[0]}: lasciate una riga sola."
                self._errore(riga, "valore", motivo)
            return
        if self._sospesa(scritta, indicatore, attuale):
            return
        if impedimento := self._impedimento(indicatore, attuale):
            self._errore(riga, COLONNE[next(iter(scritta.valori))], impedimento)
            return
        self._domanda(indicatore, collocazione_id, attuale, scritta)
        self._metti(indicatore, collocazione_id, attuale, scritta)

    def _scritta(
        self, riga: RigaLetta, indicatore: Indicatore, collocazione_id: int | None, attuale: Rilevazione | None
    ) -> RigaScritta:
        """What a row changes of a value, every wrong cell told."""
        portato = Portato.da(riga["originale"], riga["impronte"])
        scritta = RigaScritta(riga, portato=portato, collocazione=collocazione_id)
        portato, adesso = scritta.portato, attuali(attuale)
        for colonna, nome in CAMPI.items():
            scritto = riga["valore_scritto"] or riga[colonna] if nome == "testo" else riga[colonna]
            if nome != "testo" and "periodo" in getattr(riga, "ereditati", ()):
                continue  # its heading says the period of the value, and of nothing else
            if not scritto and (portato is None or colonna not in riga.valori or nome == "testo"):
                continue
            if nome == "testo" and portato is not None and self._intatto(indicatore, portato, scritto, scritta):
                continue
            try:
                self._leggi_cella(scritta, nome, scritto, indicatore, attuale)
            except ValoreRifiutato as rifiuto:
                self._errore(riga, colonna, rifiuto.errori[nome])
                continue
            if nome in scritta.valori and nome != "testo":
                valore = scritta.valori[nome]
                if valore == adesso[nome] or (portato is not None and portato.intatto(nome, valore)):
                    del scritta.valori[nome]
        motivazione = attuale.motivazione if attuale else ""
        if (
            motivazione and scritta.valori.get("causa_scostamento") == motivazione
        ):  # the two together, as lists show them
            del scritta.valori["causa_scostamento"]
        return scritta

    def _leggi_cella(
        self, scritta: RigaScritta, nome: str, scritto: str, indicatore: Indicatore, attuale: Rilevazione | None
    ) -> None:
        if nome != "testo":
            scritta.valori[nome] = leggi_altro(nome, scritto)
            return
        anno, posto = self.periodo.ciclo.anno, scritta.riga.posto("valore")
        if self.dove.del_sito and scritta.portato is None and scritto == self._mostrato(indicatore, attuale, scritta):
            return
        quota = SegniDiQuota(self._atteso_di(indicatore, scritta.collocazione), scritta.riga.file in self.compilati)
        campi = leggi_valore(indicatore, scritto, anno, attuale, posto, self.progetto, quota)
        if campi is not None:
            scritta.valori["testo"], scritta.letti = campi["testo"], campi
            self.progetto.avvisi.extend(ErroreNelFile(posto, avviso) for avviso in campi["avvisi"])

    def _mostrato(self, indicatore: Indicatore, attuale: Rilevazione | None, scritta: RigaScritta) -> str:
        """What the lists of the site show in the place of a value: that of a period before, or what they make."""
        sua = scritta.collocazione
        serie = [*self._serie.get((indicatore.pk, sua), self._serie.get((indicatore.pk, None), ()))]
        return actual_mostrato(indicatore, [*serie, *([attuale] if attuale else [])], attuale)

    @cached_property
    def _serie(self) -> dict[tuple[int, int | None], list[Rilevazione]]:
        """The values of the periods before, in order."""
        prima = Rilevazione.objects.filter(
            periodo__ciclo=self.periodo.ciclo_id, periodo__numero__lt=self.periodo.numero
        ).select_related("periodo")
        serie: dict[tuple[int, int | None], list[Rilevazione]] = {}
        for r in prima.order_by("periodo__numero"):
            serie.setdefault((r.indicatore_id, r.collocazione_id), []).append(r)
        return serie

    def _domanda(
        self, indicatore: Indicatore, collocazione_id: int | None, attuale: Rilevazione | None, scritta: RigaScritta
    ) -> None:
        """Tell what the page would ask of the number, when no note answers."""
        valore = scritta.letti.get("valore")
        if valore is None or scritta.valori.get("nota", attuale.nota if attuale else ""):
            return
        sua, comune = (indicatore.pk, collocazione_id), (indicatore.pk, None)
        attesi = self._atteso_di(indicatore, collocazione_id)
        digitato = Digitato(
            essenziale(valore),
            self._prima.get(sua) or self._prima.get(comune),
            () if attesi is None else (attesi,),
            essenziale(indicatore.minimo_ammesso),
            essenziale(indicatore.massimo_ammesso),
        )
        for domanda in domande(digitato):
            motivo = f"{domanda.frase} Senza una nota che lo spiega resta in bozza."
            self.progetto.avvisi.append(ErroreNelFile(scritta.riga.posto("valore"), motivo))

    def _atteso_di(self, indicatore: Indicatore, collocazione_id: int | None) -> Decimal | None:
        return self._attesi.get((indicatore.pk, collocazione_id)) or self._attesi.get((indicatore.pk, None))

    @cached_property
    def _prima(self) -> dict[tuple[int, int | None], Decimal | None]:
        """The number of each value in the last period that has one, before this."""
        prima = Rilevazione.objects.filter(
            periodo__ciclo=self.periodo.ciclo_id, periodo__numero__lt=self.periodo.numero, valore__isnull=False
        )
        righe = prima.order_by("periodo__numero").values_list("indicatore_id", "collocazione_id", "valore")
        return {(i, c): essenziale(valore) for i, c, valore in righe}

    @cached_property
    def _attesi(self) -> dict[tuple[int, int | None], Decimal | None]:
        """The numeric target of each, of the scorecards that the whole body reads."""
        organizzative = Collocazione.objects.filter(cruscotto__ciclo=self.periodo.ciclo_id).exclude(
            cruscotto__tipo=TipoCruscotto.INDIVIDUALE
        )
        attesi = ValoreAtteso.objects.filter(
            Q(collocazione__isnull=True) | Q(collocazione__in=organizzative),
            ciclo=self.periodo.ciclo_id,
            indicatore__in=organizzative.values("indicatore"),
        )
        righe = attesi.order_by("versione").values_list("indicatore_id", "collocazione_id", "valore")
        return {(i, c): essenziale(valore) for i, c, valore in righe}

    # -- whether it may ------------------------------------------------------------------------------------------------

    def _intatto(self, indicatore: Indicatore, portato: Portato, scritto: str, scritta: RigaScritta) -> bool:
        """Whether the cell of a value says what it said; another program may have lost that it is a percentage."""
        if portato.intatto("testo", scritto):
            return True
        if not perso_il_percento(indicatore, portato.originale, scritto):
            return False
        motivo = FORMATO_PERSO.format(cita(scritto), cita(portato.originale))
        self.progetto.avvisi.append(ErroreNelFile(scritta.riga.posto("valore"), motivo))
        return True

    def _sospesa(self, scritta: RigaScritta, indicatore: Indicatore, attuale: Rilevazione | None) -> bool:
        """Whether a row stays out: somebody else has written in its cells since the sheet was made, or may have, and
        nobody has said which of the two is to stay. With the site's, its other cells go in."""
        diversi = self._in_conflitto(scritta, attuale)
        if not diversi:
            return False
        adesso = attuali(attuale)
        frase = _conflitto(indicatore, attuale, [(n, scritta.valori[n], adesso[n]) for n in diversi], scritta)
        versione = attuale.versione if attuale else 0
        nome = f"conflitto|{self.periodo.pk}|{indicatore.codice}|{scritta.collocazione or ''}|{versione}"
        risposta = self.progetto.chiedi(nome, scritta.posto(diversi[0]), frase, QUALE_VALE, DEL_SITO, sospende=True)
        if risposta == DEL_SITO:
            for campo in diversi:
                del scritta.valori[campo]
            if "testo" in diversi:
                scritta.letti = {}
            self.progetto.invariati += not scritta.valori
        return not risposta or not scritta.valori

    def _in_conflitto(self, scritta: RigaScritta, attuale: Rilevazione | None) -> list[str]:
        """The cells of a row in which the site has something newer; where the version that the sheet carried is lost,
        those in which it may."""
        versione, adesso, portato = scritta.riga["versione"], attuali(attuale), scritta.portato
        letta = versione.isascii() and versione.isdecimal() and len(versione) < 10
        if not letta and scritta.riga.file not in self.compilati:
            return []
        if letta and int(versione) == (attuale.versione if attuale else 0):
            return []
        if portato is not None:
            return [n for n in scritta.valori if not portato.com_era(n, adesso[n])]
        return [n for n in scritta.valori if letta or adesso[n]]

    def _impedimento(self, indicatore: Indicatore, attuale: Rilevazione | None) -> str:
        """Why a value cannot be written; empty when it can. The same for all the values of an office in a state."""
        if indicatore.calcolo:
            return "il valore si calcola da altri indicatori: lasciate vuota la cella."
        sua = (indicatore.ufficio_id, attuale.stato if attuale else "")
        if sua not in self._impedimenti:
            self._impedimenti[sua] = self._perche_no(*sua)
        return self._impedimenti[sua]

    def _perche_no(self, ufficio_id: int | None, stato: str) -> str:
        poteri = self.poteri
        if poteri is not None and not (poteri.amministratore or poteri.inserisce_per(ufficio_id)):
            return "l'indicatore è di un altro ufficio: il valore lo inserisce quello, o il controllo di gestione."
        try:
            esige_scrivibile(self.periodo, ufficio_id, self.riaperti)
        except NonModificabile as rifiuto:
            return str(rifiuto)
        if stato and stato not in SALVA.da:
            return VALIDATO if stato == StatoRilevazione.VALIDATA else IN_ESAME
        return ""

    def verifica(self) -> None:
        """That the period is open to the same offices.

        Raises:
            CambiatoNelFrattempo
        """
        if self.scelto:  # whoever writes holds it already
            adesso = Periodo.objects.select_related("ciclo").get(pk=self.periodo.pk)
        else:
            adesso = blocca_periodo(self.periodo.pk)
        prima = (self.periodo.stato, self.periodo.ciclo.stato)
        riaperti = uffici_riaperti(adesso) if self.scelto else set()
        if (adesso.stato, adesso.ciclo.stato) != prima or riaperti != self.riaperti:
            raise CambiatoNelFrattempo

    # -- the plan ------------------------------------------------------------------------------------------------------

    def _metti(
        self, indicatore: Indicatore, collocazione_id: int | None, attuale: Rilevazione | None, scritta: RigaScritta
    ) -> None:
        nuova = Rilevazione()
        valori: dict[str, Any] = {**scritta.valori, **scritta.letti}
        se_cambia: dict[str, Any] = {"inserita_da": self.dove.da, "inserita_il": self.adesso}
        if attuale is None:
            proprio = Collocazione(pk=collocazione_id) if collocazione_id else None
            valori |= {"indicatore": indicatore, "periodo": self.periodo, "collocazione": proprio}
            se_cambia |= {"stato": StatoRilevazione.BOZZA.value, "versione": 1}
        else:
            se_cambia |= {"versione": attuale.versione + 1}
        self.progetto.metti(
            nuova,
            attuale,
            valori,
            nome=f"{indicatore.codice}, {self.periodo.nome} {self.periodo.ciclo.anno}: {indicatore.nome}",
            posto=scritta.riga.posto("valore"),
            se_cambia=se_cambia,
        )


def _conflitto(
    indicatore: Indicatore, attuale: Rilevazione | None, campi: Sequence[tuple[str, Any, Any]], scritta: RigaScritta
) -> str:
    """What the site and the sheet say of the cells of a row, each in its words."""
    if attuale is None:
        return f"Di {cita(indicatore)} nel frattempo il valore è stato tolto: quale vale?"
    detti = []
    for nome, mio, suo in campi:
        titolo = PER_NOME[nome].intestazione.casefold() if nome in PER_NOME else "valore"
        detti.append(f"{titolo} {_detto(nome, suo)} sul sito, {_detto(nome, mio)} nel foglio")
    chi: Utente | str = attuale.inserita_da or "un'altra persona"
    perso = "" if scritta.riga["versione"] else " Il foglio ha perso le sue colonne nascoste: non si sa che cosa c'era."
    return f"Di {cita(indicatore)} nel frattempo ha scritto {chi}: {'; '.join(detti)}. Quale vale?{perso}"


def _detto(nome: str, valore: object) -> str:
    if nome in PER_NOME:
        valore = dict(PER_NOME[nome].scelte).get(str(valore), valore)
    testo = f"{valore:%d/%m/%Y}" if isinstance(valore, dt.date) else str(valore or "")
    return cita(testo) if testo else "niente"


def _piano(testo: str) -> str:
    """A name as it is compared: letters and figures, whatever the case and the blanks."""
    return " ".join(testo.casefold().replace("’", "'").split()).strip(" .:;")
