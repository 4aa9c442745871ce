"""Every kind of document of a cycle: begun from an outline, composed, written; what is missing never stops a draft."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.models import Ciclo, Cruscotto
from ente.models import Ente, Utente
from relazione.documento import genera as scrivania
from relazione.documento.componi import componi
from relazione.documento.confronto import confronta
from relazione.documento.genera import componi_documento, incompletezze, trova_richiesta
from relazione.documento.genere import Argomento
from relazione.documento.generi import GENERI
from relazione.documento.modelli import ModelloSconosciuto, modelli, scegli_modello, sezioni_del_modello
from relazione.documento.tabelle import euro
from relazione.edizioni.salvate import salva_fotografia
from relazione.fotografia import Fotografia, Modifica, NonPronta, fotografa
from relazione.models import Documento, Edizione, TipoDocumento
from relazione.pubblicazione.actions.documenti import DocumentoRifiutato, crea_documento

pytestmark = pytest.mark.django_db
T = TipoDocumento
TESTO, STILE, TABELLA = (f"{{urn:oasis:names:tc:opendocument:xmlns:{n}:1.0}}" for n in ("text", "style", "table"))


def persona(nome: str) -> Utente:
    return Utente.objects.get(username=nome)


def parti(ciclo: Ciclo, tipo: str) -> dict[str, Any]:
    """The period or the scorecard that a kind of document is of."""
    if tipo == T.MONITORAGGIO:
        return {"periodo": ciclo.periodi.get(numero=2)}
    return {"cruscotto": ciclo.cruscotti.get(codice="ind_dir2")} if tipo == T.SCHEDA_INDIVIDUALE else {}


# -- outlines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codice", sorted(modelli()))
def test_every_outline_gives_sections_that_can_be_stored(ciclo: Ciclo, codice: str) -> None:
    modello = modelli()[codice]
    assert modello.tipo in T.values
    sezioni = sezioni_del_modello(modello, ciclo, **parti(ciclo, modello.tipo))
    codici = [s.codice for s in sezioni]
    assert sezioni and len(codici) == len(set(codici))
    for s in sezioni:
        assert s.titolo and s.livello in (1, 2, 3) and "{" not in s.titolo
        assert "{codice}" not in s.testo and "{cruscotto}" not in s.testo


def test_every_kind_of_document_has_one_outline_by_itself() -> None:
    for tipo in T.values:
        assert scegli_modello(tipo).tipo == tipo
    assert {m.codice for m in modelli().values() if m.tipo == "relazione"} == {
        "aperto",
        "relazione-2019",
        "unioncamere-2020",
    }
    with pytest.raises(ModelloSconosciuto, match="Ci sono: aperto, relazione-2019, unioncamere-2020"):
        scegli_modello("relazione", "piano")


def test_a_relazione_is_begun_from_the_chosen_outline_once(dimostrativo: Ciclo) -> None:
    controllo = persona("controllo")
    documento = crea_documento(ciclo=dimostrativo, tipo="relazione", modello="unioncamere-2020", da=controllo)
    assert documento.titolo == "Relazione sulla performance 2020"
    titoli = [f"{n} {s.titolo}".strip() for n, s in documento.sezioni_numerate() if s.livello == 1]
    assert titoli[:3] == [
        "Presentazione",
        "1 I principali risultati raggiunti",
        "2 Analisi del contesto e delle risorse",
    ]
    assert documento.sezioni.filter(riservata=True).count() == 4
    assert crea_documento(ciclo=dimostrativo, tipo="relazione", modello="aperto", da=controllo) == documento
    assert documento.sezioni.filter(codice="principali-risultati").exists()


def test_who_may_not_begin_a_document(ciclo: Ciclo, dimostrativo: Ciclo) -> None:
    controllo, oiv = persona("controllo"), persona("oiv")
    for tipo, chi in (("relazione", oiv), ("validazione", controllo)):
        with pytest.raises(PermissionDenied):
            crea_documento(ciclo=dimostrativo, tipo=tipo, da=chi)
    assert crea_documento(ciclo=ciclo, tipo="validazione", da=oiv).sezioni.exists()
    Documento.objects.filter(ciclo=ciclo, tipo="relazione").delete()
    with pytest.raises(NonModificabile):
        crea_documento(ciclo=ciclo, tipo="relazione", da=controllo)
    altro = dimostrativo.periodi.first()
    for sbagliato in (
        {"tipo": "lettera"},
        {"tipo": "monitoraggio"},
        {"tipo": "piano", "periodo": altro},
        {"tipo": "monitoraggio", "periodo": altro},
        {"tipo": "scheda_individuale", "cruscotto": ciclo.cruscotti.get(codice="ente")},
    ):
        with pytest.raises(DocumentoRifiutato):
            crea_documento(ciclo=ciclo, da=controllo, **sbagliato)


# -- every kind --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edizione", Edizione.values)
@pytest.mark.parametrize("tipo", T.values)
def test_every_kind_is_composed_and_written(ciclo: Ciclo, tipo: str, edizione: str) -> None:
    richiesta = trova_richiesta(ciclo, tipo, **parti(ciclo, tipo))
    if (tipo, edizione) == (T.SCHEDA_INDIVIDUALE, Edizione.PUBBLICA):
        with pytest.raises(NonPronta, match="non si pubblica mai"):
            scrivania.genera(richiesta, edizione, "json")
        return
    scritto = json.loads(scrivania.genera(richiesta, edizione, "json"))
    assert (scritto["tipo"], scritto["edizione"]) == (tipo, edizione) and scritto["sezioni"]
    pagina = scrivania.genera(richiesta, edizione, "html").decode()
    assert ("non pubblicabile" in pagina) == (edizione == Edizione.INTEGRALE)
    assert ('"bozza"' in json.dumps(scritto["avvertenze"])) == bool(scritto["da_completare"])


def test_a_piano_has_targets_and_no_result(ciclo: Ciclo) -> None:
    foto = fotografa(trova_richiesta(ciclo, "piano"), "integrale")
    righe = [r for p in foto.prospetti for r in p.righe]
    assert len(righe) == 251 and all(r.target for r in righe)
    assert not any(r.actual or r.sal is not None for r in righe)


def test_a_sheet_holds_no_other_managers_sheet(ciclo: Ciclo) -> None:
    foto = fotografa(trova_richiesta(ciclo, T.SCHEDA_INDIVIDUALE, **parti(ciclo, T.SCHEDA_INDIVIDUALE)), "integrale")
    assert [p.codice for p in foto.prospetti] == ["ind_dir2"]


def test_a_monitoring_report_is_of_its_period(dimostrativo: Ciclo) -> None:
    richiesta = trova_richiesta(dimostrativo, "monitoraggio", periodo=dimostrativo.periodi.get(numero=1))
    composto = componi(fotografa(richiesta, "pubblica"))
    assert composto.foto.periodo is not None and composto.foto.periodo.nome in composto.foto.titolo
    assert composto.marchi == ("dati dimostrativi",)  # its period is closed: it does not change any more


# -- drafts ------------------------------------------------------------------------------------------------------------


def test_the_year_in_progress_gives_a_draft_that_says_what_is_missing(dimostrativo: Ciclo) -> None:
    composto = componi(fotografa(trova_richiesta(dimostrativo, "relazione"), "integrale"))
    assert composto.marchi == ("Edizione integrale – non pubblicabile", "dati dimostrativi", "bozza")
    documento = crea_documento(
        ciclo=dimostrativo, tipo="relazione", modello="unioncamere-2020", da=persona("controllo")
    )
    mancano = {(i.codice, i.sezione) for i in incompletezze(documento)}
    assert ("risorse", "2.3 Le risorse economiche") in mancano
    documento.sezioni.filter(codice="processo").update(testo="Fatto.", stato="da_rivedere")
    assert "nessuno lo ha ancora riletto" in {i.codice: i.motivo for i in incompletezze(documento)}["processo"]
    assert "processo" not in {i.codice for i in componi_documento(documento).incompletezze} - {"processo"}


def test_what_only_the_public_edition_lacks_stops_the_approval_too(dimostrativo: Ciclo) -> None:
    """A sentence that recalls an individual sheet resolves in the full edition: out of a reserved passage it may not
    stay, and inside one it may."""
    documento = crea_documento(
        ciclo=dimostrativo, tipo="relazione", modello="unioncamere-2020", da=persona("controllo")
    )
    sezione = documento.sezioni.filter(codice="processo")
    sezione.update(testo="Gli indicatori sono {{ conta ind_sg }} e {{ conta ent }}.", stato="accettata")
    motivi = [i.motivo for i in incompletezze(documento) if i.codice == "processo"]
    assert len(motivi) == 2
    assert motivi[0].startswith("{{ conta ent }}: ")
    assert motivi[1].startswith("nell'edizione pubblica, {{ conta ind_sg }}: ")
    sezione.update(testo="Gli indicatori sono{{riservato: {{ conta ind_sg }}}}.")
    assert "processo" not in {i.codice for i in incompletezze(documento)}


@pytest.mark.parametrize("modello", ["aperto", "relazione-2019", "unioncamere-2020"])
def test_a_body_without_context_and_without_narrative_gives_a_draft(db: None, modello: str) -> None:
    genera(Piano(enti=1, anni=1, collocazioni=20, periodi=2), lambda _: None)
    ciclo = Ciclo.objects.select_related("ente").get(ente__codice__startswith="carico-")
    richiesta = replace(
        trova_richiesta(ciclo, "relazione"), sezioni=sezioni_del_modello(scegli_modello("relazione", modello), ciclo)
    )
    composto = componi(fotografa(richiesta, "integrale"))
    assert composto.incompletezze and composto.bozza
    assert scrivania.genera(richiesta, "integrale", "html").count(b"Da completare: ") >= len(composto.incompletezze)


def test_a_body_with_nothing_at_all_gives_a_draft(ciclo: Ciclo) -> None:
    nuovo = Ciclo.objects.create(ente=ciclo.ente, anno=2031)
    Cruscotto.objects.create(ciclo=nuovo, ordine=1, codice="vuoto", tipo="azienda", titolo="Senza indicatori")
    for tipo in ("relazione", "piano", "pira", "validazione", "accompagnamento", "confronto"):
        composto = componi(fotografa(trova_richiesta(nuovo, tipo), "pubblica"))
        assert composto.bozza and composto.incompletezze, tipo
    motivi = " ".join(
        i.motivo for i in componi(fotografa(trova_richiesta(nuovo, "relazione"), "pubblica")).incompletezze
    )
    assert "non ha ancora indicatori: collocateli" in motivi


def test_every_kind_of_block_says_what_it_misses_in_an_empty_year(ciclo: Ciclo) -> None:
    nuovo = Ciclo.objects.create(ente=ciclo.ente, anno=2031)
    foto = fotografa(trova_richiesta(nuovo, "relazione"), "pubblica")
    sempre = {"legenda-semaforo", "obiettivi-modificati", "azioni-correttive", "allegati", "riquadro", "firme"}
    for nome, genere in GENERI.items():
        argomento = {Argomento.CODICE: " x", Argomento.TESTO: ": x", Argomento.NIENTE: ""}[genere.argomento]
        sola = replace(foto.sezioni[0], testo=f"[[{nome}{argomento}]]")
        composto = componi(replace(foto, sezioni=(sola,)))
        assert bool(composto.incompletezze) == (nome not in sempre), nome


# -- what changed ------------------------------------------------------------------------------------------------------


def _cambiata(foto: Fotografia) -> Fotografia:
    ente = foto.prospetti[0]
    prima = ente.prospettive[0]
    obiettivo = prima.obiettivi[0]
    riga = replace(obiettivo.righe[0], actual="tutt'altro")
    obiettivo = replace(obiettivo, righe=(riga, *obiettivo.righe[1:]))
    prima = replace(prima, obiettivi=(obiettivo, *prima.obiettivi[1:]))
    ente = replace(ente, prospettive=(prima, *ente.prospettive[1:]))
    sezione = replace(foto.sezioni[0], testo=f"Una frase nuova.\n{foto.sezioni[0].testo}")
    return replace(foto, prospetti=(ente, *foto.prospetti[1:]), sezioni=(sezione, *foto.sezioni[1:-1]))


def test_what_changed_between_two_snapshots_is_listed_by_where_it_stands(ciclo: Ciclo) -> None:
    prima = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")
    dopo = _cambiata(prima)
    riga = prima.prospetti[0].righe[0]
    assert confronta(prima, prima) == ()
    assert confronta(prima, dopo) == (
        Modifica(f"{prima.prospetti[0].titolo}: {riga.etichetta}: consuntivo", riga.actual, "tutt'altro"),
        Modifica("Sezione 1 Presentazione: testo", "", "Una frase nuova."),
        Modifica("Sezione 7.2 I documenti del Ciclo di Gestione della Performance", "c'era", ""),
    )


def test_amounts_and_acts_that_changed_are_said_as_the_document_says_them(ciclo: Ciclo) -> None:
    """Euro with their dots and comma, the day of an act as it is written in Italian; what is not there is a dash."""
    prima = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")
    voce, intervento = prima.bilancio[0], prima.interventi[0]
    dopo = replace(
        prima,
        approvazione=("Consiglio", "12", date(2020, 6, 4)),
        bilancio=(replace(voce, preventivo=Decimal("-1234567.5"), consuntivo=None), *prima.bilancio[1:]),
        interventi=(replace(intervento, importo=Decimal("98765")), *prima.interventi[1:]),
    )
    prima = replace(prima, approvazione=None)
    modifiche = {m.dove: (m.prima, m.dopo) for m in confronta(prima, dopo)}
    assert modifiche["Atto di approvazione"] == ("", "Consiglio, n. 12 del 04/06/2020")
    assert modifiche[f"Intervento: {intervento.descrizione}"] == (euro(intervento.importo), "98.765,00")
    detto = modifiche[f"Bilancio: {voce.etichetta}"]
    assert detto == (" | ".join(map(euro, voce.importi)), detto[1])
    assert "−1.234.567,50" in detto[1].split(" | ")
    assert "–" in detto[1].split(" | ")
    assert len(modifiche) == 3


def test_two_lines_of_one_name_are_compared_each_with_its_own(ciclo: Ciclo) -> None:
    """Two interventions of the same words: the second is told from the first by its number."""
    foto = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")
    uno = replace(foto.interventi[0], descrizione="Bando unico")
    prima = replace(foto, interventi=(uno, replace(uno, importo=Decimal(10))))
    dopo = replace(foto, interventi=(uno, replace(uno, importo=Decimal(20))))
    assert confronta(prima, dopo) == (Modifica("Intervento: Bando unico (2)", "10,00", "20,00"),)


def test_a_long_passage_is_cut_and_blank_lines_are_no_change(ciclo: Ciclo) -> None:
    foto = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")
    sezione = foto.sezioni[0]

    def con(testo: str, titolo: str = sezione.titolo) -> Fotografia:
        return replace(foto, sezioni=(replace(sezione, testo=testo, titolo=titolo),))

    nome = f"Sezione {sezione.numero} {sezione.titolo}"
    assert confronta(con("Uno.\nDue."), con("Uno.\n\n \nDue.")) == ()
    assert confronta(con(""), con("x" * 300)) == (Modifica(f"{nome}: testo", "", "x" * 300),)
    (lungo,) = confronta(con(""), con("x" * 301))
    assert lungo.dopo == "x" * 299 + "…"
    (titolo,) = confronta(con("Uno."), con("Uno.", "Altro titolo"))
    assert (titolo.dove, titolo.prima, titolo.dopo) == (
        f"Sezione {sezione.numero} Altro titolo: titolo",
        sezione.titolo,
        "Altro titolo",
    )


def test_the_report_of_what_changed_compares_the_last_two_snapshots(ciclo: Ciclo) -> None:
    assert componi(fotografa(trova_richiesta(ciclo, "confronto"), "pubblica")).incompletezze
    documento = Documento.objects.get(ciclo=ciclo, tipo="relazione")
    prima = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")
    for foto in (prima, _cambiata(prima)):
        salva_fotografia(documento, foto)
    composto = componi(fotografa(trova_richiesta(ciclo, "confronto"), "pubblica"))
    _, tabella = composto.sezioni[0].blocchi
    assert composto.incompletezze == () and len(tabella.dati.righe) == 3


# -- commands ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argomenti", "parte"),
    [
        (["lettera"], "scelta non prevista"),
        (["monitoraggio"], "Indicate con --periodo uno dei periodi del ciclo 2019: 1, 2, 3"),
        (["monitoraggio", "--periodo", "9"], "Il periodo 9 non c'è"),
        (["piano", "--periodo", "1"], "togliete --periodo"),
        (["scheda_individuale"], "--cruscotto una delle schede individuali del ciclo 2019: ind_sg, "),
        (["scheda_individuale", "--cruscotto", "ente"], "La scheda «ente» non c'è"),
        (["piano", "--cruscotto", "ente"], "togliete --cruscotto"),
        (["piano", "--edizione", "segreta"], "scelta non prevista"),
        (["piano", "--output", "x.doc"], "deve finire con .pdf, .html, .odt, .json"),
        (["piano", "--output", "/proc/no/x.json"], "Non posso scrivere"),
        (["scheda_individuale", "--cruscotto", "ind_sg", "--edizione", "pubblica"], "non si pubblica mai"),
    ],
)
def test_wrong_use_of_the_command_is_one_italian_line(
    ciclo: Ciclo, argomenti: list[str], parte: str, tmp_path: Path
) -> None:
    di_solito = ["--ente", "arezzo-siena", "--anno", "2019", "--output", str(tmp_path / "x.json")]
    with pytest.raises(CommandError) as errore:
        call_command("documento", *argomenti[:1], *di_solito, *argomenti[1:])
    assert parte in str(errore.value) and "\n" not in str(errore.value)
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_what_the_name_of_the_file_says(ciclo: Ciclo, tmp_path: Path) -> None:
    for nome, inizio in (("p.json", b"{"), ("p.html", b"<!DOCTYPE html>"), ("p.odt", b"PK")):
        uscita = tmp_path / "nuova" / nome
        call_command("documento", "piano", "--ente", "arezzo-siena", "--anno", "2019", "--output", str(uscita))
        assert uscita.read_bytes().startswith(inizio)


def test_an_odt_is_whole_and_always_the_same(ciclo: Ciclo) -> None:
    from odf.opendocument import load  # type: ignore[import-untyped]

    foto = fotografa(trova_richiesta(ciclo, "piano"), "integrale")
    scritto = scrivania.scrivi(foto, "odt")
    assert scritto == scrivania.scrivi(foto, "odt")
    with zipfile.ZipFile(io.BytesIO(scritto)) as archivio:
        assert archivio.infolist()[0].filename == "mimetype" and archivio.testzip() is None
        stili = archivio.read("styles.xml").decode()
    assert "Edizione integrale – non pubblicabile" in stili
    testo = str(load(io.BytesIO(scritto)).text)
    assert Ente.objects.get(codice="arezzo-siena").denominazione in testo
    for r in (r for p in foto.prospetti for r in p.righe):
        assert " ".join(r.etichetta.split()) in " ".join(testo.split())


def test_an_odt_has_our_numbers_once_contents_with_pages_and_columns_that_hold_their_words(ciclo: Ciclo) -> None:
    """LibreOffice shows what stands here: the page numbers of the contents are fields, nothing has two numbers."""
    composto = componi(fotografa(trova_richiesta(ciclo, "relazione"), "pubblica"))
    with zipfile.ZipFile(io.BytesIO(scrivania.scrivi(composto.foto, "odt"))) as archivio:
        contenuto, stili = (ET.fromstring(archivio.read(f"{n}.xml")) for n in ("content", "styles"))
        assert "Pictures/logo.svg" in archivio.namelist()
    for livello in stili.iter(f"{TESTO}outline-level-style"):
        assert {chiave for chiave, valore in livello.attrib.items() if valore} <= {f"{TESTO}level"}
    indice = next(contenuto.iter(f"{TESTO}index-body"))
    voci = ["".join(p.itertext()) for p in indice.iter(f"{TESTO}p")][1:]
    assert voci == [s.nome for s in composto.sezioni if s.livello < 3 or s.prospetto]
    ancore = [r.get(f"{TESTO}ref-name") for r in indice.iter(f"{TESTO}bookmark-ref")]
    segnalibri = {s.get(f"{TESTO}name") for s in contenuto.iter(f"{TESTO}bookmark")}
    assert len(ancore) == len(voci) and set(ancore) <= segnalibri
    larghe = {
        s.get(f"{STILE}name"): float(next(iter(s)).get(f"{STILE}column-width", "")[:-2])
        for s in contenuto.iter(f"{STILE}style")
        if s.get(f"{STILE}family") == "table-column"
    }
    tabelle = list(contenuto.iter(f"{TABELLA}table"))
    assert len(tabelle) > 60
    for tabella in tabelle:
        colonne = [c.get(f"{TABELLA}style-name") for c in tabella.iter(f"{TABELLA}table-column")]
        assert sum(larghe[c] for c in colonne) == pytest.approx(17, abs=0.1)
        assert len(tabella.findall(f"{TABELLA}table-header-rows")) == 1
        righe = [["".join(c.itertext()) for c in r] for r in tabella.iter(f"{TABELLA}table-row")]
        assert {len(r) for r in righe} == {len(colonne)}
        assert all(any(colonna) for colonna in zip(*righe[1:], strict=True)), "no column is empty"
