from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django_filters import rest_framework as filtri
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from cruscotto.api.fotografate import DalleFotografie, Lastra
from cruscotto.api.nomi import NUMERO, PERIODO_O_NUMERO, chiave_di
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.passaggi_valore import SALVA
from cruscotto.ciclo.visibilita import rilevazioni_leggibili
from cruscotto.models import Ciclo, Collocazione, Periodo, Rilevazione, StatoRilevazione
from cruscotto.rilevazione.actions.valori import domande_sul_valore
from cruscotto.valori.campi import CAMPI, CampoValore, Genere
from ente.api.campi import ParolaNota
from ente.api.filtri import Booleano, ChiaveOCodice, FiltriDiChi, Intero, Momento, Scelta
from ente.api.righe import Decimale, RigheSerializer, descrivi
from ente.models import Atto, Utente

ATTI = Atto.objects.filter(modello="rilevazione", chiave=OuterRef("pk"))


def _chi(persona: str) -> Case:
    """A person as the pages name them."""
    return Case(
        When(**{f"{persona}__qualifica": ""}, then=F(f"{persona}__username")), default=F(f"{persona}__qualifica")
    )


def _campo(c: CampoValore) -> serializers.Field[Any, Any, Any, Any]:
    if c.genere is Genere.GIORNO:
        return serializers.DateField(allow_null=True, help_text=c.aiuto)
    if c.genere is Genere.SCELTA:
        return ParolaNota([s for s, _ in c.scelte if s], vuota=True, help_text=c.aiuto)
    return serializers.CharField(help_text=c.aiuto)


class RilevazioneSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave della rilevazione.")
    versione = serializers.IntegerField(help_text="Cresce a ogni modifica; l'ETag è chiave e versione.")
    ciclo = serializers.IntegerField(source="periodo.ciclo_id", help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(source="periodo.ciclo.anno", help_text="Anno del ciclo.")
    periodo = serializers.IntegerField(source="periodo_id", help_text="Chiave del periodo.")
    periodo_numero = serializers.IntegerField(source="periodo.numero", help_text="Posto del periodo nell'anno.")
    indicatore = serializers.IntegerField(source="indicatore_id", help_text="Chiave dell'indicatore.")
    indicatore_codice = serializers.CharField(
        source="indicatore.codice", max_length=40, help_text="Codice dell'indicatore."
    )
    collocazione = serializers.IntegerField(
        source="collocazione_id", allow_null=True, help_text="La collocazione di cui è proprio; null se è di tutte."
    )
    ufficio = serializers.CharField(
        source="indicatore.ufficio.codice",
        max_length=60,
        allow_null=True,
        help_text="Codice dell'ufficio responsabile.",
    )
    stato = ParolaNota(StatoRilevazione.values, help_text="A che punto è.")
    testo = serializers.CharField(max_length=200, help_text="Il valore come è scritto.")
    tipo = ParolaNota([t.value for t in Tipo], vuota=True, help_text="Che cosa si è letto; vuoto se non si capisce.")
    valore = Decimale(allow_null=True, help_text="Il numero letto.")
    data = serializers.DateField(allow_null=True, help_text="La data letta.")  # type: ignore[assignment]  # a field
    livello = serializers.CharField(max_length=200, help_text="Il livello letto, di una scala.")
    numeratore = Decimale(allow_null=True, help_text="Numeratore, se è scritto come rapporto.")
    denominatore = Decimale(allow_null=True, help_text="Denominatore, se è scritto come rapporto.")
    fasi = serializers.ListField(child=serializers.CharField(), help_text="Avanzamento delle fasi, in percentuale.")
    unita = serializers.CharField(max_length=100, help_text="Unità scritta.")
    avvisi = serializers.ListField(child=serializers.CharField(), help_text="Che cosa è dubbio nel testo.")
    locals().update({c.nome: _campo(c) for c in CAMPI})
    motivo_restituzione = serializers.CharField(help_text="Perché è stata restituita.")
    neutralizzata = serializers.BooleanField(help_text="Non entra nelle medie.")
    motivo_neutralizzazione = serializers.CharField(help_text="Perché non entra nelle medie.")
    inserita_da = serializers.CharField(allow_null=True, help_text="Qualifica di chi l'ha inserita.")
    inserita_il = serializers.DateTimeField(allow_null=True, help_text="Quando è stata inserita.")
    validata_da = serializers.CharField(allow_null=True, help_text="Qualifica di chi l'ha validata.")
    validata_il = serializers.DateTimeField(allow_null=True, help_text="Quando è stata validata.")
    aggiornata_il = serializers.DateTimeField(
        allow_null=True, help_text="Quando è cambiata l'ultima volta secondo il registro; null se non vi è scritto."
    )

    servono = ("versione",)
    espressioni = {
        "inserita_da": _chi("inserita_da"),
        "validata_da": _chi("validata_da"),
        "aggiornata_il": Subquery(ATTI.order_by("-pk").values("created_at")[:1]),
    }


ESEMPIO: dict[str, Any] = {
    "id": 3124,
    "versione": 3,
    "ciclo": 1,
    "anno": 2019,
    "periodo": 3,
    "periodo_numero": 3,
    "indicatore": 41,
    "indicatore_codice": "riscossione-diritto-annuale",
    "collocazione": None,
    "ufficio": "diritto-annuale",
    "stato": "validata",
    "testo": "73,5%",
    "tipo": "percentuale",
    "valore": "73.5",
    "data": None,
    "livello": "",
    "numeratore": None,
    "denominatore": None,
    "fasi": [],
    "unita": "%",
    "avvisi": [],
    **{c.nome: c.vuoto for c in CAMPI},
    "motivo_restituzione": "",
    "neutralizzata": False,
    "motivo_neutralizzazione": "",
    "inserita_da": "Ufficio Diritto annuale",
    "inserita_il": "2020-01-10T09:12:00+01:00",
    "validata_da": "Dirigente Area 2",
    "validata_il": "2020-01-14T10:21:07+01:00",
    "aggiornata_il": "2020-01-14T10:21:07+01:00",
}
SCRITTA = ESEMPIO | {
    "stato": "bozza",
    "validata_da": None,
    "validata_il": None,
    "domande": ["Il valore 73,5 viene dopo 7,4, 9,9 volte: è giusto?"],
}


@extend_schema_serializer(examples=[OpenApiExample("Una riga", value=SCRITTA, response_only=True)])
class ScrittaSerializer(RilevazioneSerializer):
    """A value just written: what a person would be asked of it on the page."""

    domande = serializers.ListField(
        child=serializers.CharField(),
        help_text="Che cosa spiegare nella nota prima di trasmettere: un salto, un segno, un valore fuori misura.",
    )
    calcolati = frozenset({"domande"})

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Of a value read whole, with what acts want of it."""
        da_spiegare = instance.stato in SALVA.da and not instance.nota
        riga = self.leggi(Rilevazione.objects.filter(pk=instance.pk)).get()
        riga["domande"] = [d.frase for d in domande_sul_valore(instance)] if da_spiegare else []
        return super().to_representation(riga)


class RilevazioneFiltri(FiltriDiChi):
    ciclo = Intero(field_name="periodo__ciclo", label="Chiave del ciclo.")
    anno = Intero(field_name="periodo__ciclo__anno", label="Anno del ciclo.")
    periodo = Intero(label=PERIODO_O_NUMERO)
    periodo_numero = Intero(field_name="periodo__numero", label="Posto del periodo nell'anno, da 1.")
    indicatore = ChiaveOCodice(label=chiave_di("dell'indicatore", "indicatore_codice"))
    indicatore_codice = filtri.CharFilter(field_name="indicatore__codice", label="Codice dell'indicatore.")
    ufficio = filtri.CharFilter(field_name="indicatore__ufficio__codice", label="Codice dell'ufficio responsabile.")
    neutralizzata = Booleano(label="Tolte dalle medie.")
    stato = Scelta(scelte=StatoRilevazione.values, label="Stato.")
    cruscotto = ChiaveOCodice(
        method="nel_cruscotto", label=f"Un cruscotto che la mostra. {chiave_di('del cruscotto', 'cruscotto_codice')}"
    )
    cruscotto_codice = filtri.CharFilter(method="nel_cruscotto", label="Codice di un cruscotto che la mostra.")
    aggiornate_da = Momento(
        method="cambiate_da", label="Solo quelle cambiate da questo momento in poi, secondo il registro degli atti."
    )

    def nel_cruscotto(self, righe: QuerySet[Any], nome: str, quale: Any) -> QuerySet[Any]:
        """On a scorecard, by key or by code."""
        posti = Collocazione.objects.visibili_a(self.utente).filter(
            Q(pk=OuterRef("collocazione")) | Q(rilevata_a_parte=False),
            **{"cruscotto__codice" if nome == "cruscotto_codice" else "cruscotto": quale},
            cruscotto__ciclo=OuterRef("periodo__ciclo"),
            indicatore=OuterRef("indicatore"),
        )
        return righe.filter(Exists(posti))

    def cambiate_da(self, righe: QuerySet[Any], nome: str, momento: Any) -> QuerySet[Any]:
        return righe.filter(Exists(ATTI.filter(created_at__gte=momento)))


def etag_di(rilevazione: Rilevazione) -> str:
    """The version of a value, as ``If-Match`` wants it."""
    return f'"{rilevazione.pk}-{rilevazione.versione}"'


def _nome(persona: Utente | None) -> str | None:
    """As ``_chi`` names a person."""
    return None if persona is None else persona.qualifica or persona.username


def _posti(r: Rilevazione, lastra: Lastra) -> list[Collocazione]:
    """The placements of a value of a photograph on the scorecards that the person may read."""
    return [
        c
        for c in lastra.foto.posti_di(r.indicatore_id)
        if c.cruscotto_id in lastra.cruscotti and r.collocazione_id in (None, c.pk)
    ]


def _dove_si_vede(r: Rilevazione, lastra: Lastra) -> list[Collocazione]:
    """Those of its placements that show it, and not a value of their own."""
    return [c for c in _posti(r, lastra) if c.pk == r.collocazione_id or not c.rilevata_a_parte]


def _leggibile(r: Rilevazione, lastra: Lastra) -> bool:
    """As ``rilevazioni_leggibili``, of a value of a photograph."""
    poteri, ufficio = lastra.poteri, r.indicatore.ufficio
    suo = ufficio is not None and (ufficio.pk in poteri.uffici or ufficio.area_id in poteri.aree)
    return poteri.tutto_l_ente or suo or bool(_posti(r, lastra))


@descrivi(
    "Le rilevazioni",
    "Una rilevazione, con il suo ETag",
    ESEMPIO,
)
class RilevazioneRisorsa(DalleFotografie):
    """I valori rilevati che si vedono nelle pagine, ciascuno una volta anche se sta in più cruscotti. Di un periodo
    chiuso sono quelli della chiusura."""

    serializer_class = RilevazioneSerializer
    filterset_class = RilevazioneFiltri
    ordering_fields = ("anno", "periodo_numero", "indicatore_codice", "stato")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        leggibili = rilevazioni_leggibili(utente)
        return leggibili.select_related("periodo__ciclo__ente", "indicatore__ufficio__area", "collocazione__cruscotto")

    di_periodo = "periodo"
    in_memoria: ClassVar[Any] = {
        "inserita_da": lambda r: _nome(r.inserita_da),
        "validata_da": lambda r: _nome(r.validata_da),
        "aggiornata_il": lambda r: r.aggiornata_il,
    }
    prove: ClassVar[Any] = {
        "cruscotto": lambda r, chiave, lastra: any(c.cruscotto_id == chiave for c in _dove_si_vede(r, lastra)),
        "cruscotto_codice": lambda r, codice, lastra: any(
            c.cruscotto.codice == codice for c in _dove_si_vede(r, lastra)
        ),
        "aggiornate_da": lambda r, momento, _: r.aggiornata_il is not None and r.aggiornata_il >= momento,
    }

    def periodi_scelti(
        self, periodi: Mapping[Ciclo, Sequence[Periodo]], chiesti: Mapping[str, Any]
    ) -> Iterable[Periodo]:
        return [p for suoi in periodi.values() for p in suoi if chiesti.get(NUMERO, p.numero) == p.numero]

    def sostituite(self, periodo: Periodo) -> int:
        return periodo.pk

    def fotografate(self, lastra: Lastra) -> Iterable[Rilevazione]:
        for r in lastra.foto.righe("rilevazioni").values():
            if r.periodo_id == lastra.periodo.pk and _leggibile(r, lastra):
                r.aggiornata_il = self._aggiornate.get(r.pk)
                yield r

    @cached_property
    def _aggiornate(self) -> dict[int, Any]:
        """When the register says that each value of the photographs changed last; one query."""
        chiavi = [pk for lastra in self.lastre for pk in lastra.foto.righe("rilevazioni")]
        atti = Atto.objects.filter(modello="rilevazione", chiave__in=chiavi).order_by("pk")
        return {chiave: quando for chiave, quando in atti.values_list("chiave", "created_at") if chiave}

    def testate(self, riga: Mapping[str, Any]) -> dict[str, str]:
        return {"ETag": f'"{riga["pk"]}-{riga["versione"]}"'}
