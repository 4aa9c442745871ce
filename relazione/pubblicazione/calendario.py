"""The days that a person has to remember: of the cycle, of the periods, of the own offices, of what one writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cruscotto.chiusura.situazione import termine_relazione
from cruscotto.models import Ciclo, Periodo, Riapertura, StatoCiclo, StatoPeriodo
from cruscotto.pianificazione.actions.piano import termine_piano
from ente.calendario import Giornata
from ente.models import Utente
from ente.poteri import Poteri
from relazione.models import Sezione

DA_ADOTTARE = (StatoCiclo.PIANIFICAZIONE, StatoCiclo.MONITORAGGIO, StatoCiclo.CONSUNTIVO)
Assoluto = Callable[[str], str]


def giornate_di(utente: Utente, assoluto: Assoluto) -> list[Giornata]:
    """What the person has to do by a day, in order of day; ``assoluto`` makes the whole address of a page. What has
    been done is not there."""
    poteri = Poteri.di(utente)
    trovate = [
        *_del_ciclo(utente, assoluto),
        *_dei_periodi(utente, poteri, assoluto),
        *_delle_riaperture(utente, poteri, assoluto),
        *_delle_sezioni(utente, assoluto),
    ]
    return sorted(trovate, key=lambda g: (g.giorno, g.uid))


def _uid(che_cosa: str, chiave: int, utente: Utente) -> str:
    ente = utente.ente.codice if utente.ente else ""
    return f"{che_cosa}-{chiave}@{ente}.cannocchiale"


def _del_ciclo(utente: Utente, assoluto: Assoluto) -> Iterator[Giornata]:
    """The two deadlines of the law."""
    for ciclo in Ciclo.objects.visibili_a(utente).filter(stato__in=DA_ADOTTARE):
        dove = assoluto(reverse("cruscotto:inizio"))
        if ciclo.stato == StatoCiclo.PIANIFICAZIONE:
            yield Giornata(
                _uid("piano", ciclo.pk, utente),
                termine_piano(ciclo.anno),
                f"Piano della performance {ciclo.anno}: ultimo giorno",
                "Va adottato entro il 31 gennaio (D.L. 80/2021, art. 6).",
                dove,
            )
        yield Giornata(
            _uid("relazione", ciclo.pk, utente),
            termine_relazione(ciclo.anno),
            f"Relazione sulla performance {ciclo.anno}: ultimo giorno",
            "Va approvata e validata entro il 30 giugno (D.Lgs. 150/2009, art. 10).",
            dove,
        )


def _dei_periodi(utente: Utente, poteri: Poteri, assoluto: Assoluto) -> Iterator[Giornata]:
    """The day by which the values of a period are entered, as each role needs to know it."""
    aperti = Periodo.objects.visibili_a(utente).exclude(stato=StatoPeriodo.CHIUSO).filter(scadenza__isnull=False)
    for periodo in aperti.select_related("ciclo"):
        assert periodo.scadenza is not None  # noqa: S101 - asked for
        anno = periodo.ciclo.anno
        nome = f"{periodo.nome.lower()} {anno}"
        vista, frase = "cruscotto:elenco", "Ultimo giorno perché gli uffici inseriscano i valori."
        if poteri.uffici:
            vista, frase = "cruscotto:valori", "Ultimo giorno per inserire e trasmettere i valori del vostro ufficio."
        elif poteri.aree:
            vista = "cruscotto:revisione"
            frase = "Ultimo giorno perché i vostri uffici trasmettano i valori: poi si validano."
        elif poteri.controllo:
            vista = "cruscotto:chiusura"
        yield Giornata(
            _uid("periodo", periodo.pk, utente),
            periodo.scadenza,
            f"Valori del {nome}",
            frase,
            assoluto(f"{reverse(vista, args=[anno])}?periodo={periodo.numero}"),
        )


def _delle_riaperture(utente: Utente, poteri: Poteri, assoluto: Assoluto) -> Iterator[Giornata]:
    """Until when a closed period is open again for an office: one's own, of one's area, or any for who closes."""
    aperte = Riapertura.objects.visibili_a(utente).valide_il(timezone.localdate())
    if not poteri.controllo:
        aperte = aperte.filter(Q(ufficio__in=poteri.uffici) | Q(ufficio__area__in=poteri.aree))
    for riapertura in aperte.select_related("periodo__ciclo", "ufficio"):
        periodo = riapertura.periodo
        dove = reverse("cruscotto:valori" if poteri.uffici else "cruscotto:elenco", args=[periodo.ciclo.anno])
        yield Giornata(
            _uid("riapertura", riapertura.pk, utente),
            riapertura.fino_al,
            f"{periodo.nome} {periodo.ciclo.anno} riaperto: ultimo giorno ({riapertura.ufficio.nome})",
            f"Il periodo è chiuso e riaperto per l’ufficio. Motivo: {riapertura.motivo}",
            assoluto(f"{dove}?periodo={periodo.numero}"),
        )


def _delle_sezioni(utente: Utente, assoluto: Assoluto) -> Iterator[Giornata]:
    """The sections that the person writes, and by when."""
    sue = Sezione.objects.visibili_a(utente).filter(
        assegnata_a=utente, entro__isnull=False, documento__ciclo__stato__in=DA_ADOTTARE
    )
    for sezione in sue.select_related("documento__ciclo"):
        assert sezione.entro is not None  # noqa: S101 - asked for
        documento = sezione.documento
        dove = reverse("relazione:sezione", args=[documento.ciclo.anno, documento.pk, sezione.codice])
        yield Giornata(
            _uid("sezione", sezione.pk, utente),
            sezione.entro,
            f"Scrivere «{sezione.titolo}»",
            f"La sezione è di {documento.titolo}, ciclo {documento.ciclo.anno}.",
            assoluto(dove),
        )
