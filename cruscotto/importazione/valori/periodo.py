"""The values of a period as the rows of a sheet say them, against those that there are. Nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
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
from cruscotto.importazione.valori.conflitti import CAMPI, COLONNE, DEL_SITO, QUALE_VALE, RigaScritta, conflitto
from cruscotto.importazione.valori.quale import Rifiuto, ValoriDelCiclo
from cruscotto.misurazione.riga import actual_mostrato
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
from ente.importazione import ErroreNelFile, RigaLetta
from ente.poteri import Poteri
from ente.progetto import CambiatoNelFrattempo, Progetto


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
        self.quale = ValoriDelCiclo(periodo.ciclo, dove.cruscotto)
        rilevate = Rilevazione.objects.filter(periodo=periodo).select_related("inserita_da").order_by()
        self.rilevate = {(r.indicatore_id, r.collocazione_id): r for r in rilevate}
        self.viste: dict[tuple[int, int | None], tuple[str, dict[str, Any]]] = {}
        self._impedimenti: dict[tuple[int | None, str], str] = {}

    def _errore(self, riga: RigaLetta, colonna: str, motivo: str) -> None:
        self.progetto.errori.append(ErroreNelFile(riga.posto(colonna), motivo))

    # -- what it says --------------------------------------------------------------------------------------------------

    def leggi(self, riga: RigaLetta) -> None:
        """Plan what a row does."""
        try:
            indicatore, collocazione_id = self.quale.trova(riga)
        except Rifiuto as rifiuto:
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
        frase = conflitto(indicatore, attuale, [(n, scritta.valori[n], adesso[n]) for n in diversi], scritta)
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
