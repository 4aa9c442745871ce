"""What a person may find in a year: indicators, objectives, offices, people, pages. Six queries whatever the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from cruscotto.consultazione.ricerca import Trovabile
from cruscotto.models import Ciclo, Collocazione
from ente.models import Area, Incarico, Ruolo, Ufficio, Utente
from ente.poteri import Poteri

DELLE_COLLOCAZIONI = (
    "indicatore__codice",
    "etichetta",
    "indicatore__nome",
    "indicatore__ufficio__nome",
    "cruscotto__titolo",
    "nodo__obiettivo__numero",
    "nodo__obiettivo__nome",
    "nodo__prospettiva__nome",
    "programma__nome",
    "obiettivo_operativo__nome",
)

TUTTO_L_ENTE = (Ruolo.CONTROLLO, Ruolo.OIV, Ruolo.AMMINISTRATORE)
PAGINE: tuple[tuple[str, str, str, tuple[Ruolo, ...]], ...] = (
    ("Inizio", "cruscotto:inizio", "home che cosa fare", ()),
    ("I miei valori", "cruscotto:valori", "inserire consuntivi rilevazioni", (Ruolo.REDATTORE, Ruolo.CONTROLLO)),
    ("Revisione", "cruscotto:revisione", "validare restituire", (Ruolo.DIRIGENTE, Ruolo.CONTROLLO)),
    ("Chiusura", "cruscotto:chiusura", "periodi solleciti riaprire scadenze", (Ruolo.CONTROLLO,)),
    ("Cruscotti", "cruscotto:cruscotti", "schede sal", ()),
    ("Elenco dei valori", "cruscotto:elenco", "allerte in ritardo sotto soglia", ()),
    ("Albero della performance", "cruscotto:albero", "mandato mission vision prospettive", ()),
    ("Mappa strategica", "cruscotto:mappa", "nessi causa effetto", ()),
    ("Matrice", "cruscotto:matrice", "aree strategiche prospettive", ()),
    ("Contesto", "cruscotto:contesto", "tavole dati imprese territorio", ()),
    ("Bilancio", "cruscotto:bilancio", "proventi oneri preventivo consuntivo", ()),
    ("Interventi economici", "cruscotto:interventi", "contributi", ()),
    ("Personale", "cruscotto:personale", "dipendenti organico", ()),
    ("Bilancio di genere", "cruscotto:genere", "donne uomini", ()),
    ("Registro degli atti", "cruscotto:registro", "storia chi ha fatto", TUTTO_L_ENTE),
    ("Misura", "cruscotto:misura-edit", "fasce semaforo regole arrotondamento", (Ruolo.CONTROLLO,)),
    ("Importazioni", "cruscotto:importazioni", "fogli excel caricare", (Ruolo.CONTROLLO, Ruolo.AMMINISTRATORE)),
    ("Persone", "ente:persone", "utenti incarichi ruoli uffici invitare invito password", TUTTO_L_ENTE),
    (
        "Sostituti",
        "ente:sostituti",
        "veci dirigente delega",
        (Ruolo.DIRIGENTE, Ruolo.CONTROLLO, Ruolo.OIV, Ruolo.AMMINISTRATORE),
    ),
    ("Collegamenti", "ente:collegamenti", "foglio excel libreoffice indirizzo calendario", ()),
    ("Gettoni", "ente:gettoni", "api token programmi", ()),
    ("Cambio della password", "account_change_password", "", ()),
    ("Amministrazione", "admin:index", "utenti uffici incarichi impostazioni", (Ruolo.AMMINISTRATORE,)),
)
"""The pages: name, address, words by which one looks for them, the roles that open them (none: everybody)."""


@dataclass(frozen=True, slots=True)
class Trovabili:
    """What may be found in a cycle by a person; each kind is read when it is asked for."""

    ciclo: Ciclo
    utente: Utente
    poteri: Poteri

    def indicatori_e_obiettivi(self) -> tuple[list[Trovabile], list[Trovabile]]:
        """The indicators of the scorecards that the person reads, each once, and the objectives that they serve."""
        visibili = Collocazione.objects.visibili_a(self.utente).filter(cruscotto__ciclo=self.ciclo)
        righe = list(visibili.order_by("cruscotto__ordine", "ordine", "pk").values_list(*DELLE_COLLOCAZIONI))
        return list(self._indicatori(righe)), list(self._obiettivi(righe))

    def _indicatori(self, righe: list[tuple[object, ...]]) -> Iterator[Trovabile]:
        per_codice: dict[str, list[tuple[object, ...]]] = {}
        for riga in righe:
            per_codice.setdefault(str(riga[0]), []).append(riga)
        for codice, sue in per_codice.items():
            nome = str(sue[0][1] or sue[0][2])
            altri = {str(t) for riga in sue for t in (riga[1], riga[2]) if t} - {nome}
            ufficio = f"{sue[0][3]}, " if sue[0][3] else ""
            dove = ", ".join(dict.fromkeys(str(r[4]) for r in sue))
            yield Trovabile(
                nome,
                reverse("cruscotto:indicatore", args=[self.ciclo.anno, codice]),
                f"{ufficio}{dove}",
                codice,
                " ".join(sorted(altri)),
            )

    def _obiettivi(self, righe: list[tuple[object, ...]]) -> Iterator[Trovabile]:
        """Each level with a name, at the point of the tree where it stands."""
        visti: set[tuple[str, str]] = set()
        for riga in righe:
            numero, obiettivo, prospettiva, programma, operativo = riga[5:]
            nodo = f"obiettivo-{numero}" if obiettivo else ""
            segue = f"?{urlencode({'nodo': nodo})}#{nodo}" if nodo else ""
            for livello, nome in (
                ("Obiettivo strategico", obiettivo),
                ("Programma", programma),
                ("Obiettivo operativo", operativo),
            ):
                if nome and (livello, str(nome)) not in visti:
                    visti.add((livello, str(nome)))
                    dettaglio = f"{livello}, {prospettiva}" if prospettiva else livello
                    albero = reverse("cruscotto:albero", args=[self.ciclo.anno])
                    yield Trovabile(str(nome), albero + segue, dettaglio)

    def uffici(self) -> list[Trovabile]:
        """The offices and the areas of the body, where their values are listed."""
        elenco = reverse("cruscotto:elenco", args=[self.ciclo.anno])
        uffici = Ufficio.objects.visibili_a(self.utente).select_related("area").order_by("nome")
        aree = Area.objects.visibili_a(self.utente).order_by("numero")
        return [
            *(Trovabile(str(a), f"{elenco}?{urlencode({'area': a.codice})}", "Area", a.codice) for a in aree),
            *(
                Trovabile(u.nome, f"{elenco}?{urlencode({'ufficio': u.codice})}", str(u.area or ""), u.codice)
                for u in uffici
            ),
        ]

    def persone(self) -> list[Trovabile]:
        """Who holds a role today, where the person works; who administers the body goes to the person's page."""
        oggi = Incarico.objects.visibili_a(self.utente).validi_il(timezone.localdate())
        per_persona: dict[int, list[Incarico]] = {}
        attivi = oggi.filter(utente__is_active=True).select_related("utente", "area", "ufficio")
        for incarico in attivi.order_by("utente__username", "pk"):
            per_persona.setdefault(incarico.utente_id, []).append(incarico)
        return [self._persona(incarichi) for incarichi in per_persona.values()]

    def _persona(self, incarichi: list[Incarico]) -> Trovabile:
        persona, primo = incarichi[0].utente, incarichi[0]
        if self.poteri.amministratore:
            indirizzo = reverse("admin:ente_utente_change", args=[persona.pk])
        elif primo.ufficio or primo.area:
            dove = {"ufficio": primo.ufficio.codice} if primo.ufficio else {"area": primo.area.codice}  # type: ignore[union-attr]
            indirizzo = f"{reverse('cruscotto:elenco', args=[self.ciclo.anno])}?{urlencode(dove)}"
        else:
            indirizzo = ""
        altro = f"{persona.username} {persona.get_full_name()}"
        return Trovabile(str(persona), indirizzo, "; ".join(str(i) for i in incarichi), altro=altro)

    def pagine(self) -> list[Trovabile]:
        """The pages that the person opens."""
        ruoli = {r for r in Ruolo if getattr(self.utente, f"ha_{r.value}", False)}
        return [
            Trovabile(nome, _indirizzo(vista, self.ciclo.anno), altro=parole)
            for nome, vista, parole, per in PAGINE
            if not per or ruoli & set(per)
        ]


def _indirizzo(vista: str, anno: int) -> str:
    return reverse(vista, args=[anno] if vista in CON_ANNO else [])


CON_ANNO = {
    f"cruscotto:{nome}"
    for nome in (
        *("valori", "revisione", "chiusura", "cruscotti", "elenco", "albero", "mappa", "matrice"),
        *("contesto", "bilancio", "interventi", "personale", "genere"),
    )
}
