"""The life of a value against a table: whoever does whatever, from whatever version they were looking at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from cruscotto.ciclo.blocchi import Conflitto, NonModificabile, ValoreRifiutato
from cruscotto.models import Periodo, Rilevazione, StatoPeriodo, StatoRilevazione
from tests.mondi.folla import Folla, atti, crea_folla, raggiunto

BOZZA, TRASMESSA, RESTITUITA, VALIDATA = StatoRilevazione
ASSENTE = ""
UFFICIO, DIRIGENTI = {"anna", "bruno", "carla", "fabia"}, {"diana", "dario", "fabia"}
VIA: dict[str, tuple[set[str], str, set[str]]] = {
    # act: from which states, to which one, whose
    "salva": ({ASSENTE, BOZZA, RESTITUITA}, "", UFFICIO),
    "trasmette": ({BOZZA, RESTITUITA}, TRASMESSA, UFFICIO),
    "riprende": ({TRASMESSA}, BOZZA, UFFICIO),
    "valida": ({TRASMESSA}, VALIDATA, DIRIGENTI),
    "restituisce": ({TRASMESSA, VALIDATA}, RESTITUITA, DIRIGENTI),
    "neutralizza": ({ASSENTE, BOZZA, TRASMESSA, RESTITUITA}, VALIDATA, {"carla"}),
    "riammette": ({VALIDATA}, RESTITUITA, {"carla"}),
}
"""The transitions as the issue tells them, written again here: not read from ``cruscotto.ciclo.passaggi_valore``."""
ESEGUI: dict[str, Callable[[Folla, Rilevazione, int, str], object]] = {
    "trasmette": lambda mondo, valore, versione, chi: mondo.trasmetti(valore, versione, chi),
    "riprende": lambda mondo, valore, versione, chi: mondo.riprendi(valore, versione, chi),
    "valida": lambda mondo, valore, versione, chi: mondo.valida([valore], chi, versione),
    "restituisce": lambda mondo, valore, versione, chi: mondo.restituisci(valore, chi, versione),
    "riammette": lambda mondo, valore, versione, chi: mondo.riammetti(valore, chi, versione),
}
CHI = st.sampled_from([*sorted(UFFICIO | DIRIGENTI), "ester", "elio", "olga"])
ATTI, TESTI = st.sampled_from(sorted(ESEGUI)), st.sampled_from(["target", "di più", "", "illeggibile"])
VECCHIE = st.sampled_from([0, 0, 0, 1, 2])
Rifiuto = type[Exception] | None


class VitaDiUnValore(RuleBasedStateMachine):
    """One value on the database, beside a model of it of few variables."""

    mondo: Folla

    def __init__(self) -> None:
        super().__init__()
        self.tutto = transaction.atomic()
        self.tutto.__enter__()
        self.indicatore = self.mondo.indicatori[-1]
        buono, migliore = raggiunto(self.indicatore), raggiunto(self.indicatore, 1)
        self.testi = {"": "", "target": buono, "di più": migliore, "illeggibile": "bene"}
        self.stato, self.testo, self.neutro, self.versione = ASSENTE, "", False, 0
        self.inserita_da = self.validata_da = self.motivo = ""
        self.aperto, self.storia = True, list[tuple[str, str]]()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.tutto.__exit__(None, None, None)

    @rule(chi=CHI, quale=TESTI, indietro=VECCHIE)
    def salva(self, chi: str, quale: str, indietro: int) -> None:
        testo, versione = self.testi[quale], max(0, self.versione - indietro)
        niente = testo == self.testo and (self.stato != ASSENTE or self.aperto)
        rifiuto: Rifiuto = None
        if chi not in UFFICIO:
            rifiuto = PermissionDenied
        elif not niente:
            rifiuto = self.perche_no("salva", versione) or (ValoreRifiutato if quale == "illeggibile" else None)
        self.esegui(lambda: self.mondo.prova_a_salvare(self.indicatore, testo, versione, chi), rifiuto)
        if rifiuto is None and not niente:
            self.testo, self.inserita_da = testo, chi
            self.fatto("salva", chi, self.stato or BOZZA)

    @precondition(lambda self: self.stato != ASSENTE)
    @rule(atto=ATTI, chi=CHI, indietro=VECCHIE)
    def qualunque(self, atto: str, chi: str, indietro: int) -> None:
        self.passa(atto, chi, indietro)

    def passa(self, atto: str, chi: str, indietro: int) -> None:
        versione = max(0, self.versione - indietro)
        gia, rifiuto = self.gia_fatto(atto, chi, versione), self.rifiuto(atto, chi, versione)
        rilevazione = self.rilevazione
        assert rilevazione is not None
        self.esegui(lambda: ESEGUI[atto](self.mondo, rilevazione, versione, chi), rifiuto)
        if rifiuto is None and not gia:
            self.neutro = self.neutro and atto != "riammette"
            self.validata_da = chi if atto == "valida" else "" if atto != "trasmette" else self.validata_da
            self.motivo = f"Motivo di {chi}." if atto in ("restituisce", "riammette") else self.motivo
            self.fatto(atto, chi)

    @precondition(lambda self: self.stato != ASSENTE)
    @rule(dati=st.data())
    def prosegue(self, dati: st.DataObject) -> None:
        """An act that the state allows, by who may: by chance alone a value would hardly ever go far."""
        atto = dati.draw(st.sampled_from([a for a in ESEGUI if self.stato in VIA[a][0]] or ["riprende"]))
        self.passa(atto, dati.draw(st.sampled_from(sorted(VIA[atto][2]))), 0)

    @rule(chi=CHI, indietro=VECCHIE)
    def neutralizza(self, chi: str, indietro: int) -> None:
        versione = max(0, self.versione - indietro)
        gia, rifiuto = self.neutro, self.rifiuto("neutralizza", chi, versione)
        self.esegui(lambda: self.mondo.neutralizza(self.indicatore, chi, versione), rifiuto)
        if rifiuto is None and not gia:
            self.neutro, self.validata_da = True, chi
            self.fatto("neutralizza", chi)

    @rule(aperto=st.sampled_from([True, True, False]))
    def chiudi_o_riapri(self, aperto: bool) -> None:
        self.aperto = aperto
        stato = StatoPeriodo.APERTO if self.aperto else StatoPeriodo.CHIUSO
        Periodo.objects.filter(pk=self.mondo.periodo.pk).update(stato=stato)

    def gia_fatto(self, atto: str, chi: str, versione: int) -> bool:
        """Whether the act would be the one already done, sent once more."""
        return {
            "trasmette": self.stato == TRASMESSA and versione in (self.versione, self.versione - 1),
            "riprende": self.stato == BOZZA,
            "valida": self.stato == VALIDATA and self.validata_da == chi,
            "restituisce": self.stato == RESTITUITA and self.motivo == f"Motivo di {chi}.",
            "riammette": self.stato == RESTITUITA and self.motivo == f"Motivo di {chi}.",
            "neutralizza": self.neutro,
        }[atto]

    def rifiuto(self, atto: str, chi: str, versione: int) -> Rifiuto:
        """Why an act is refused; None when it is done, or was done already."""
        if chi not in VIA[atto][2]:
            return PermissionDenied
        if self.gia_fatto(atto, chi, versione):
            return None
        perche = self.perche_no(atto, versione)
        if perche is not None:
            return perche
        propria = atto == "valida" and chi == self.inserita_da
        if propria or (atto == "restituisce" and self.neutro) or (atto == "riammette" and not self.neutro):
            return NonModificabile
        return ValoreRifiutato if atto == "trasmette" and not self.testo else None

    def perche_no(self, atto: str, versione: int) -> Rifiuto:
        """What forbids an act to anybody, in the order in which the site looks."""
        if not self.aperto:
            return NonModificabile
        vecchia = self.stato != ASSENTE and versione != self.versione
        nello_stato = self.stato in VIA[atto][0]
        if atto == "salva":  # what is no longer the office's is said before who changed it
            return NonModificabile if not nello_stato else Conflitto if vecchia else None
        return Conflitto if vecchia else None if nello_stato else NonModificabile

    def esegui(self, atto: Callable[[], object], rifiuto: Rifiuto) -> None:
        if rifiuto is None:
            atto()
            return
        with pytest.raises(rifiuto), transaction.atomic():
            atto()

    def fatto(self, atto: str, chi: str, stato: str = "") -> None:
        self.stato = stato or VIA[atto][1]
        self.versione += 1
        self.storia.append((f"{atto} valore", chi))

    @property
    def rilevazione(self) -> Rilevazione | None:
        return Rilevazione.objects.filter(indicatore=self.indicatore, periodo=self.mondo.periodo).first()

    @invariant()
    def la_base_dati_dice_lo_stesso(self) -> None:
        r = self.rilevazione
        if r is None:
            assert self.stato == ASSENTE
            return
        assert (r.stato, r.testo, r.versione, r.neutralizzata) == (self.stato, self.testo, self.versione, self.neutro)
        assert getattr(r.validata_da, "username", "") == (self.validata_da if self.stato == VALIDATA else "")
        assert getattr(r.inserita_da, "username", "") == self.inserita_da
        assert [(a.azione, a.utente and a.utente.username) for a in atti(r)] == self.storia


@pytest.mark.django_db
def test_the_life_of_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VitaDiUnValore, "mondo", crea_folla(50), raising=False)
    controlli = list(HealthCheck)
    run_state_machine_as_test(
        VitaDiUnValore, settings=settings(max_examples=25, stateful_step_count=30, suppress_health_check=controlli)
    )
