"""An indicator of the Plan, with its placements, weights and targets: defined, changed, taken out, in one act each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato, blocca_regole
from cruscotto.ciclo.codici import codice_generato, ultimo_generato
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    FaseIndicatore,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    Programma,
    Rilevazione,
    ValoreAtteso,
    ValoreStorico,
)
from cruscotto.pianificazione.actions.target import TargetScritto, leggi_target, rimodula_target, togli_target
from cruscotto.pianificazione.definizione import (
    errore_fasi,
    errore_storico,
    errori_definizione,
    errori_modello,
    ultimo_adottato,
)
from cruscotto.pianificazione.in_preparazione import esige_in_preparazione
from cruscotto.pianificazione.nel_piano import (
    DEFINITI,
    IndicatoreNelPiano,
    IndicatoreScritto,
    Partenza,
    PostoScritto,
    con_la_liberta,
    dell_ente,
    leggi_nel_piano,
    puo_collocare,
    puo_definire,
    uffici_di,
)
from cruscotto.valori.conversioni import campi_rilevazione
from ente.actions.registro import differenze, registra
from ente.models import Ufficio, Utente
from ente.poteri import Poteri, esige

CHI_DEFINISCE = (
    "Un indicatore lo definisce il controllo di gestione o chi amministra; il dirigente, quelli degli uffici della "
    "propria area nel cruscotto della propria area."
)
SOLO_DELLE_REGOLE = (
    "Questo indicatore ha già valori o sta in altri anni: lo ridefinisce il controllo di gestione o chi amministra."
)


@dataclass(frozen=True, slots=True)
class _Definizione:
    """What one act is about. ``prima`` is None for a new indicator; ``di_ora`` are the rows that the person may place,
    by key."""

    ciclo: Ciclo
    indicatore: Indicatore
    prima: IndicatoreNelPiano | None
    scritto: IndicatoreScritto
    da: Utente
    poteri: Poteri
    cruscotti: Mapping[int, Cruscotto]
    di_ora: Mapping[int, Collocazione] = field(default_factory=dict)

    @property
    def prima_scritto(self) -> IndicatoreScritto:
        return self.prima.scritto(self.poteri) if self.prima else IndicatoreScritto({})

    @property
    def riletti(self) -> bool:
        """Whether texts already read may mean something else, since the kind or the scale change."""
        prima = self.prima_scritto.campi
        return bool(prima) and any(prima[n] != self.scritto.campi[n] for n in ("tipo", "scala"))


@transaction.atomic
def definisci_indicatore(
    *,
    ciclo: Ciclo,
    scritto: IndicatoreScritto,
    indicatore: Indicatore | None = None,
    visto: str = "",
    da: Utente,
    poteri: Poteri | None = None,
) -> Indicatore | None:
    """Write an indicator with its placements, weights and targets in a cycle that is being planned; a new one without
    ``indicatore``. None when it already is so.

    ``visto`` is the ``impronta`` of what the person was looking at. The placements that the person may not write stay.
    Weights need not sum yet: what they lack is listed, and stops the Plan (``completezza``).

    Raises:
        ValoreRifiutato: by field; those of a placement begin with the ``chiave`` of its row.
        Superato: somebody else changed it meanwhile.
        NonModificabile: the planning of the cycle is over, or a placement that goes has values.
        PermissionDenied
    """
    poteri = poteri or Poteri.di(da)
    atto = _apri(ciclo, indicatore, scritto, da, poteri)
    if atto.prima is not None:
        if scritto == atto.prima_scritto:
            return None
        if visto != atto.prima.impronta:
            raise Superato(f"Nel frattempo «{atto.indicatore}» è cambiato: guardate com'è ora e ripetete.")
    _esige_corretto(atto)
    _scrivi_definizione(atto)
    _scrivi_posti(atto)
    _scrivi_target(atto)
    return atto.indicatore


def _apri(
    ciclo: Ciclo, indicatore: Indicatore | None, scritto: IndicatoreScritto, da: Utente, poteri: Poteri
) -> _Definizione:
    """Everything read again under the lock, and the power to do it.

    Raises:
        NonModificabile, PermissionDenied
    """
    blocca_regole(ciclo.ente_id)
    ciclo = Ciclo.objects.select_related("ente").get(pk=ciclo.pk)
    esige(ciclo.ente_id == da.ente_id, CHI_DEFINISCE)
    esige_in_preparazione(ciclo)
    cruscotti = {c.pk: c for c in Cruscotto.objects.filter(ciclo=ciclo).select_related("ciclo")}
    if indicatore is None:
        codici = Indicatore.objects.filter(ente=ciclo.ente).values_list("codice", flat=True)
        nuovo = Indicatore(ente=ciclo.ente, codice=codice_generato(1 + ultimo_generato(codici)))
        atto = _Definizione(ciclo, nuovo, None, scritto, da, poteri, cruscotti)
    else:
        letto = con_la_liberta(ciclo).get(pk=indicatore.pk, ente=ciclo.ente)
        prima = leggi_nel_piano(ciclo, letto)
        sue = {c.pk: c for c in prima.righe if puo_collocare(poteri, c.cruscotto)}
        esige(puo_definire(poteri, letto.ufficio), CHI_DEFINISCE)
        # The row that changes is another one: what was read stays as it was, to tell the differences.
        atto = _Definizione(ciclo, Indicatore.objects.get(pk=letto.pk), prima, scritto, da, poteri, cruscotti, sue)
    _esige_poteri(atto)
    return atto


def _esige_poteri(atto: _Definizione) -> None:
    campi, prima = atto.scritto.campi, atto.prima_scritto
    ufficio = Ufficio.objects.filter(pk=campi["ufficio_id"]).first() if campi["ufficio_id"] else None
    esige(puo_definire(atto.poteri, ufficio), CHI_DEFINISCE)
    for posto in atto.scritto.posti:
        cruscotto = atto.cruscotti.get(posto.cruscotto or 0)
        suo = posto.pk is None or posto.pk in atto.di_ora
        esige(suo and (cruscotto is None or puo_collocare(atto.poteri, cruscotto)), CHI_DEFINISCE)
    if atto.prima is not None and not atto.prima.libero:
        stessa = (campi, atto.scritto.fasi, atto.scritto.partenza) == (prima.campi, prima.fasi, prima.partenza)
        esige(stessa or dell_ente(atto.poteri), SOLO_DELLE_REGOLE)


# -- what cannot be ----------------------------------------------------------------------------------------------------


def _esige_corretto(atto: _Definizione) -> None:
    """Refuse with everything that is wrong at once, one sentence a field; the indicator in memory is as written."""
    campi = dict(atto.scritto.campi)
    for nome, valore in campi.items():
        setattr(atto.indicatore, nome, valore)
    errori = errori_modello(atto.indicatore) or errori_definizione(atto.indicatore)
    if campi["ufficio_id"] and not uffici_di(atto.poteri).filter(pk=campi["ufficio_id"]).exists():
        errori["ufficio"] = "Scegliete uno degli uffici dell'elenco."
    if not errori and (detto := errore_fasi(atto.indicatore.tipo, atto.scritto.fasi)):
        errori["fasi"] = detto
    errori |= _errori_partenza(atto) | _errori_posti(atto, con_il_nome="nome" not in errori)
    if atto.prima is not None and not atto.prima.libero:
        errori |= _errori_di_regole(atto)
    if "tipo" not in errori and "scala" not in errori:
        errori |= _errori_target(atto)
    if errori:
        raise ValoreRifiutato(errori)


def _errori_di_regole(atto: _Definizione) -> dict[str, str]:
    """What decides a SAL of other years, or of values that are there, changes elsewhere: with a preview and why."""
    prima, ora = atto.prima_scritto, atto.scritto
    diversi = [nome for nome in ("tipo", "direzione", "accumulo", "scala") if prima.campi[nome] != ora.campi[nome]]
    diversi += ["fasi"] if prima.fasi != ora.fasi else []
    detto = "L'indicatore si misura già altrove: cambia nella pagina delle sue regole, che mostra quali SAL cambiano."
    return dict.fromkeys(diversi, detto)


def _errori_partenza(atto: _Definizione) -> dict[str, str]:
    ora, prima = atto.scritto.partenza, atto.prima_scritto.partenza
    if ora == prima:
        return {}
    adottato = ultimo_adottato(atto.indicatore.pk)
    anni = [p.anno for p in (prima, ora) if p is not None]
    if adottato and (detto := errore_storico(min(anni), adottato)):
        return {"partenza": detto}
    if ora is None:
        return {}
    if not ora.testo:
        return {"partenza": "Scrivete il valore, o togliete anche la fonte."}
    if not 1900 <= ora.anno < atto.ciclo.anno:
        return {"partenza_anno": f"Il valore di partenza è di un anno prima del {atto.ciclo.anno}."}
    campi = _campi_partenza(atto, ora)
    return {} if campi["tipo"] else {"partenza": str(campi["avvisi"][0])}


def _campi_partenza(atto: _Definizione, partenza: Partenza) -> dict[str, Any]:
    tipo = atto.indicatore.tipo
    letto = None if tipo in (Tipo.CALCOLATO, Tipo.PREREQUISITO) or tipo not in list(Tipo) else Tipo(tipo)
    return campi_rilevazione(partenza.testo, atto.indicatore.scala, letto)


def _errori_posti(atto: _Definizione, *, con_il_nome: bool) -> dict[str, str]:
    errori: dict[str, str] = {}
    if not atto.scritto.posti and len(atto.prima.righe if atto.prima else ()) == len(atto.di_ora):
        errori["posti"] = "Mettete l'indicatore in almeno un cruscotto: scegliete il cruscotto e l'obiettivo."
    visti: set[tuple[object, ...]] = set()
    for posto in atto.scritto.posti:
        dove = (posto.cruscotto, posto.nodo, posto.programma, posto.operativo)
        if posto.cruscotto not in atto.cruscotti:
            errori[f"{posto.chiave}-cruscotto"] = "Scegliete il cruscotto."
        if not posto.nodo:
            errori[f"{posto.chiave}-posto"] = "Scegliete sotto quale obiettivo sta."
        elif dove in visti and posto.pk is None:
            errori[f"{posto.chiave}-posto"] = "In questo cruscotto è già sotto questo obiettivo: toglietene una."
        visti.add(dove)
        if posto.peso is not None and posto.peso < 0:
            errori[f"{posto.chiave}-peso"] = "Un peso non può essere negativo."
        elif posto.peso is not None and atto.indicatore.tipo == Tipo.PREREQUISITO:
            errori[f"{posto.chiave}-peso"] = "Un prerequisito va rispettato e non pesa: lasciate vuoto."
        if con_il_nome and not any(chiave.startswith(f"{posto.chiave}-") for chiave in errori):
            errori |= _errori_modello_posto(atto, posto)
    return errori


def _errori_modello_posto(atto: _Definizione, posto: PostoScritto) -> dict[str, str]:
    """What the row refuses: something of another cycle, an operating objective of another programme."""
    try:
        _riga(atto, posto).full_clean(exclude=["indicatore", "ordine", "regole_congelate"], validate_unique=False)
    except ValidationError as errore:
        return {f"{posto.chiave}-posto": " ".join(errore.messages)}
    except (ObiettivoInProspettiva.DoesNotExist, Programma.DoesNotExist, ObiettivoOperativo.DoesNotExist):
        return {f"{posto.chiave}-posto": "Scegliete sotto quale obiettivo sta fra quelli dell'elenco."}
    return {}


def _riga(atto: _Definizione, posto: PostoScritto) -> Collocazione:
    """The row in memory as it will be."""
    c = Collocazione(pk=posto.pk, indicatore=atto.indicatore, ordine=1)
    for nome, valore in _campi_posto(atto, posto).items():
        setattr(c, nome, valore)
    c.cruscotto = atto.cruscotti[posto.cruscotto or 0]
    return c


def _campi_posto(atto: _Definizione, posto: PostoScritto) -> dict[str, Any]:
    return {
        "cruscotto_id": posto.cruscotto,
        "nodo_id": posto.nodo,
        "programma_id": posto.programma,
        "obiettivo_operativo_id": posto.operativo,
        "peso": posto.peso,
        "etichetta": posto.etichetta or atto.indicatore.nome,
    }


def _errori_target(atto: _Definizione) -> dict[str, str]:
    """The targets that cannot be read for this kind of indicator, or contradict its rules."""
    errori = {}
    for campo, testo in [("target", atto.scritto.target)] + [
        (f"{p.chiave}-target", p.target) for p in atto.scritto.posti
    ]:
        try:
            if testo:
                leggi_target(atto.indicatore, testo, atto.ciclo)
        except ValoreRifiutato as rifiuto:
            errori[campo] = " ".join(rifiuto.errori.values())
    return errori


# -- what is written ---------------------------------------------------------------------------------------------------


def _scrivi_definizione(atto: _Definizione) -> None:
    indicatore, ora, prima = atto.indicatore, atto.scritto, atto.prima_scritto
    if ora.campi != prima.campi:
        indicatore.save(update_fields=None if atto.prima is None else list(DEFINITI))
    if ora.fasi != prima.fasi:
        FaseIndicatore.objects.filter(indicatore=indicatore).delete()
        FaseIndicatore.objects.bulk_create(
            FaseIndicatore(indicatore=indicatore, ordine=n, nome=nome, peso=peso)
            for n, (nome, peso) in enumerate(ora.fasi, 1)
        )
    if ora.partenza != prima.partenza or (ora.partenza and atto.riletti):
        _scrivi_partenza(atto)
    cambi: dict[str, Any] = {**differenze(_parole(prima), _parole(ora))}
    if cambi:
        azione = "modifica indicatore" if atto.prima else "aggiunge indicatore"
        registra(ente=atto.ciclo.ente, da=atto.da, azione=azione, oggetto=indicatore, **cambi)


def _scrivi_partenza(atto: _Definizione) -> None:
    ora, prima = atto.scritto.partenza, atto.prima_scritto.partenza
    storico = ValoreStorico.objects.filter(indicatore=atto.indicatore, benchmark=False)
    if prima is not None and (ora is None or ora.anno != prima.anno):
        storico.filter(anno=prima.anno).delete()
    if ora is not None:
        campi = {"testo": ora.testo, "fonte": ora.fonte, "valore": _campi_partenza(atto, ora)["valore"]}
        storico.update_or_create(indicatore=atto.indicatore, benchmark=False, anno=ora.anno, defaults=campi)


def _parole(scritto: IndicatoreScritto) -> dict[str, str]:
    """A definition as the register tells it, by field."""
    if not scritto.campi:
        return {}
    detti = {nome: valore for nome, valore in scritto.campi.items() if nome != "ufficio_id"}
    detti |= {nome: ", ".join(map(str, detti[nome])) for nome in ("scala", "punti_scala")}
    ufficio = Ufficio.objects.filter(pk=scritto.campi["ufficio_id"]).first() if scritto.campi["ufficio_id"] else None
    detti["ufficio"] = ufficio or ""
    detti["fasi"] = "; ".join(f"{nome} = {formatta_numero(peso)}" for nome, peso in scritto.fasi)
    partenza = scritto.partenza
    detti["valore di partenza"] = f"{partenza.testo} ({partenza.anno}) {partenza.fonte}".strip() if partenza else ""
    return {nome: "sì" if v is True else "" if v in (False, None) else str(v) for nome, v in detti.items()}


def _scrivi_posti(atto: _Definizione) -> None:
    restano = {posto.pk for posto in atto.scritto.posti if posto.pk}
    for pk, riga in atto.di_ora.items():
        if pk not in restano:
            _togli_riga(riga, atto.da, atto.poteri)
    era = atto.prima_scritto.campi
    for posto in atto.scritto.posti:
        campi = _campi_posto(atto, posto)
        attuale = atto.di_ora.get(posto.pk or 0)
        if attuale is None:
            _aggiungi(atto, campi)
            continue
        if attuale.pira == era["pira"]:
            campi["pira"] = atto.indicatore.pira
        _cambia(atto, attuale, campi)
    if atto.prima is not None and era["nome"] != atto.indicatore.nome:  # those of others keep following the name
        altre = Collocazione.objects.filter(cruscotto__ciclo=atto.ciclo, indicatore=atto.indicatore)
        altre.exclude(pk__in=atto.di_ora).filter(etichetta=era["nome"]).update(etichetta=atto.indicatore.nome)


def _aggiungi(atto: _Definizione, campi: Mapping[str, Any]) -> None:
    ultima = Collocazione.objects.filter(cruscotto=campi["cruscotto_id"]).order_by("-ordine").first()
    posto = {"ordine": 1 + ultima.ordine, "blocco": ultima.blocco} if ultima else {"ordine": 1}
    nuova = Collocazione.objects.create(**campi, **posto, indicatore=atto.indicatore, pira=atto.indicatore.pira)
    _annota(nuova, atto.da, "aggiunge collocazione", **differenze({}, _detta(nuova)))


def _cambia(atto: _Definizione, riga: Collocazione, campi: dict[str, Any]) -> None:
    prima = _detta(riga)
    if campi["cruscotto_id"] != riga.cruscotto_id:
        ultima = Collocazione.objects.filter(cruscotto=campi["cruscotto_id"]).order_by("-ordine").first()
        campi["ordine"] = 1 + ultima.ordine if ultima else 1
    Collocazione.objects.filter(pk=riga.pk).update(**campi)
    nuova = Collocazione.objects.per_cruscotto().get(pk=riga.pk)
    cambi = differenze(prima, _detta(nuova))
    if cambi:
        _annota(nuova, atto.da, "modifica collocazione", **cambi)


def _detta(c: Collocazione) -> dict[str, str]:
    return {
        "cruscotto": c.cruscotto.titolo,
        "nodo": str(c.nodo),
        "programma": str(c.programma or ""),
        "obiettivo_operativo": str(c.obiettivo_operativo or ""),
        "peso": "" if c.peso is None else formatta_numero(Decimal(c.peso)),
        "etichetta": c.etichetta,
        "pira": "sì" if c.pira else "",
    }


def _annota(c: Collocazione, da: Utente, azione: str, **cambi: Any) -> None:
    ciclo = c.cruscotto.ciclo
    nome = f"{c.indicatore.codice}, {ciclo.anno}, {c.cruscotto.titolo}"
    registra(ente=ciclo.ente, da=da, azione=azione, oggetto=c, nome=nome, **cambi)


def _scrivi_target(atto: _Definizione) -> None:
    """The shared target, then those of the rows; each through its own act, with its line."""
    nuove = Collocazione.objects.filter(cruscotto__ciclo=atto.ciclo, indicatore=atto.indicatore)
    righe = {(c.cruscotto_id, c.nodo_id, c.programma_id, c.obiettivo_operativo_id): c for c in nuove.per_cruscotto()}
    per_chiave = {c.pk: c for c in righe.values()} | {c.pk: c for c in nuove.select_related("cruscotto__ciclo")}
    _un_target(atto, None, atto.scritto.target)
    for p in atto.scritto.posti:
        riga = per_chiave[p.pk] if p.pk else righe[p.cruscotto or 0, p.nodo or 0, p.programma, p.operativo]
        _un_target(atto, riga, p.target)


def _un_target(atto: _Definizione, riga: Collocazione | None, testo: str) -> None:
    ultima = atto.prima.attesi.get(riga.pk if riga else None) if atto.prima else None
    chi: dict[str, Any] = {"indicatore": atto.indicatore, "ciclo": atto.ciclo, "collocazione": riga}
    chi |= {"da": atto.da, "poteri": atto.poteri}
    if ultima is not None and not testo:
        togli_target(visto=ultima.testo, **chi)
    elif ultima is not None and testo == ultima.testo:
        if atto.riletti:
            ValoreAtteso.objects.filter(pk=ultima.pk).update(**leggi_target(atto.indicatore, testo, atto.ciclo))
    elif testo:
        scritto = TargetScritto(testo, visto=ultima.testo if ultima else "")
        rimodula_target(scritto=scritto, versione=ultima.versione if ultima else 0, **chi)


# -- what goes ---------------------------------------------------------------------------------------------------------


def _togli_riga(riga: Collocazione, da: Utente, poteri: Poteri) -> None:
    """Take a placement out of a cycle that is being planned, with the targets of its own.

    Raises:
        NonModificabile: it has values or declared SALs.
    """
    indicatore, ciclo = riga.indicatore, riga.cruscotto.ciclo
    propri = ValoreAtteso.objects.filter(collocazione=riga).order_by("-versione")
    for atteso in propri:
        togli_target(indicatore=indicatore, ciclo=ciclo, collocazione=riga, visto=atteso.testo, da=da, poteri=poteri)
    if riga.ha_dati_propri:
        raise NonModificabile(f"«{riga}» in {riga.cruscotto.titolo} ha già valori: la riga non si toglie più.")
    _annota(riga, da, "elimina collocazione", **_tolte(_detta(riga)))
    riga.delete()


def _tolte(prima: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What a row that goes said, as the ``prima`` of its act."""
    return {"prima": {nome: valore for nome, valore in prima.items() if valore}}


@transaction.atomic
def togli_indicatore(
    *, ciclo: Ciclo, indicatore: Indicatore, visto: str, da: Utente, poteri: Poteri | None = None
) -> bool:
    """Take an indicator out of a cycle that is being planned, with its placements and targets there; and altogether,
    when nothing else of the body speaks of it. Whether it was altogether.

    Raises:
        Superato: somebody else changed it meanwhile.
        NonModificabile: the planning of the cycle is over, or the indicator has values in it.
        PermissionDenied
    """
    poteri = poteri or Poteri.di(da)
    blocca_regole(ciclo.ente_id)
    ciclo = Ciclo.objects.select_related("ente").get(pk=ciclo.pk)
    prima = leggi_nel_piano(ciclo, con_la_liberta(ciclo).get(pk=indicatore.pk, ente=ciclo.ente))
    indicatore = prima.indicatore
    sue = all(puo_collocare(poteri, c.cruscotto) for c in prima.righe)
    esige(da.ente_id == ciclo.ente_id and sue and puo_definire(poteri, indicatore.ufficio), CHI_DEFINISCE)
    esige_in_preparazione(ciclo)
    if not prima.righe and not prima.attesi:
        return False
    if visto != prima.impronta:
        raise Superato(f"Nel frattempo «{indicatore}» è cambiato: guardate com'è ora e ripetete.")
    if Rilevazione.objects.filter(indicatore=indicatore, periodo__ciclo=ciclo).exists():
        raise NonModificabile(f"«{indicatore}» ha già valori nel {ciclo.anno}: non si toglie più.")
    for riga in prima.righe:
        _togli_riga(riga, da, poteri)
    if None in prima.attesi:
        togli_target(indicatore=indicatore, ciclo=ciclo, visto=prima.testo(None), da=da, poteri=poteri)
    chiave, nome = indicatore.pk, f"{indicatore}, {ciclo.anno}"
    via = prima.libero and _elimina(indicatore)
    indicatore.pk = chiave
    registra(
        ente=ciclo.ente,
        da=da,
        azione="elimina indicatore" if via else "toglie dal Piano",
        oggetto=indicatore,
        nome=nome,
    )
    return via


def _elimina(indicatore: Indicatore) -> bool:
    """Delete an indicator that nothing measures; kept when something still speaks of it."""
    try:
        with transaction.atomic():
            ValoreStorico.objects.filter(indicatore=indicatore).delete()
            indicatore.delete()
    except ProtectedError:
        return False
    return True
