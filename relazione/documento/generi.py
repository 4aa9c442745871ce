"""The kinds of block that a narrative can recall: ``[[tavola CODICE]]``, ``[[albero]]``, ``[[riquadro: …]]``.

Each kind says here what it needs, what it shows, what is missing when it cannot, its alternative text and its table for
the open data. The editor offers what stands here; the manual lists it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from cruscotto.aritmetica.sal import Stato
from cruscotto.esportazione.indicatori import numero
from cruscotto.misurazione.livelli import PROSPETTIVE
from cruscotto.misurazione.prospetto import Prospetto, Riga
from relazione.documento import cruscotti, dati_aperti, generi_contesto, generi_esame, tabelle
from relazione.documento.blocchi import Aperti, Blocco, Conteggio, Firme, Semplice
from relazione.documento.genere import Argomento, Codici, Genere, Manca
from relazione.documento.sguardo import sguardo
from relazione.fotografia import AzioneFoto, Fotografia, PiraFoto, RimodulazioneFoto, solo_individuali

# -- results -----------------------------------------------------------------------------------------------------------


def _prospetto(foto: Fotografia, codice: str) -> Prospetto:
    prospetto = next((p for p in foto.prospetti if p.codice == codice), None)
    if prospetto is None:
        raise Manca(f"il cruscotto «{codice}» non c'è nel {foto.anno}: correggete il codice, o togliete il richiamo")
    if not prospetto.righe:
        raise Manca(f"il cruscotto «{prospetto.titolo}» non ha ancora indicatori: collocateli")
    return prospetto


def _aperti(prospetto: Prospetto, fai: Callable[[], Aperti]) -> Aperti | None:
    """The table for the open data of a block on a scorecard: none on an individual sheet, whatever the edition."""
    return None if prospetto.tipo == "individuale" else fai()


def _cruscotto(foto: Fotografia, codice: str) -> Blocco:
    prospetto = _prospetto(foto, codice)
    dati = cruscotti.cruscotto(prospetto, foto.misura, cruscotti.nomi_pubblici(foto))
    return Blocco("cruscotto", dati, aperti=_aperti(prospetto, lambda: dati_aperti.indicatori(foto)))


def _piano(foto: Fotografia, codice: str) -> Blocco:
    prospetto = _prospetto(foto, codice)
    dati = cruscotti.cruscotto(prospetto, foto.misura, cruscotti.nomi_pubblici(foto), con_esito=False)
    return Blocco("piano", dati, aperti=_aperti(prospetto, lambda: _target(prospetto)))


def _target(prospetto: Prospetto) -> Aperti:
    colonne = ("obiettivo", "programma", "obiettivo_operativo", "indicatore", "target")
    righe = tuple(
        (o.titolo, r.programma, r.obiettivo_operativo, r.etichetta, r.target)
        for p in prospetto.prospettive
        for o in p.obiettivi
        for r in o.righe
    )
    return Aperti(f"target-{prospetto.codice}", prospetto.titolo, colonne, righe)


def _sintesi_cruscotto(foto: Fotografia, codice: str) -> Blocco:
    prospetto = _prospetto(foto, codice)
    titolo = prospetto.sottotitolo or prospetto.titolo
    righe = cruscotti.sintesi(prospetto, foto.misura)
    aperti = _aperti(prospetto, lambda: dati_aperti.sal(foto))
    testata = cruscotti.di_che_cosa(prospetto)
    return Blocco("sintesi_prospettive", righe, titolo, Conteggio.TABELLA, aperti=aperti, testata=testata)


def _sintesi_prospettive(foto: Fotografia, _: str) -> Blocco:
    dell_ente = next((p.codice for p in foto.prospetti if p.tipo == "ente"), "")
    if not dell_ente:
        raise Manca(f"il {foto.anno} non ha un cruscotto di ente: definitelo")
    prospetto = _prospetto(foto, dell_ente)
    per = prospetto.livello.uno if prospetto.livello else "obiettivo" if prospetto.con_obiettivi else ""
    titolo = f"Stato di avanzamento dell'ente{f' per {per}' if per else ''}"
    righe, aperti = cruscotti.sintesi_ente(foto), dati_aperti.sal(foto)
    testata = cruscotti.di_che_cosa(prospetto)
    return Blocco("sintesi_prospettive", righe, titolo, Conteggio.TABELLA, aperti=aperti, testata=testata)


def _sguardo(foto: Fotografia, _: str) -> Blocco:
    if not any(p.righe for p in dati_aperti.organizzativi(foto)):
        raise Manca(f"il {foto.anno} non ha ancora indicatori: collocateli nei cruscotti")
    ente = next((p.livello for p in foto.prospetti if p.tipo == "ente"), None)
    titolo, testata = f"Il {foto.anno} a colpo d'occhio", (ente or PROSPETTIVE).uno.capitalize()
    return Blocco("sguardo", sguardo(foto), titolo, aperti=dati_aperti.sal(foto), testata=testata)


def _scostamenti(foto: Fotografia, _: str) -> Blocco:
    if not any(p.righe for p in foto.prospetti):
        raise Manca(f"il {foto.anno} non ha ancora indicatori misurati: collocateli nei cruscotti")
    gruppi = cruscotti.scostamenti(foto)
    in_corso = cruscotti.in_corso(foto)
    titolo = "Indicatori non in linea e SAL dichiarati" if in_corso else "Scostamenti dal target e SAL dichiarati"
    colonne = ("cruscotto", "indicatore", "target", "consuntivo", "sal", "sal_stampato", "motivo")
    righe = tuple(
        (g.cruscotto, s.riga.etichetta, s.riga.target, s.riga.actual, numero(s.sal.valore), s.sal.testo, s.motivo)
        for g in gruppi
        for s in g.righe
    )
    if not gruppi:
        quanto = "l'indicatore è in linea" if in_corso else "il target è raggiunto"
        return Blocco("avviso", f"Nessuno scostamento: dove c'è un consuntivo, {quanto}.")
    aperti = Aperti("scostamenti", titolo, colonne, righe)
    return Blocco("scostamenti", gruppi, titolo, Conteggio.TABELLA, aperti=aperti)


def _obiettivi_modificati(foto: Fotografia, _: str) -> Blocco:
    """The targets changed during the year, with the acts (D.Lgs. 150/2009, art. 6)."""
    if not foto.rimodulazioni:
        return Blocco("avviso", f"Nel corso del {foto.anno} nessun target è stato rimodulato.")
    colonne = ("Indicatore", "Target prima", "Target dopo", "Atto", "Motivo")
    propri = solo_individuali(foto)
    titolo = f"Target rimodulati nel corso del {foto.anno}"
    righe = [
        (_rimodulato(r), r.indicatore in propri.indicatori or r.cruscotto in propri.cruscotti)
        for r in foto.rimodulazioni
    ]
    return _semplice(colonne, righe, titolo, "obiettivi-modificati")


def _valore_pubblico(foto: Fotografia, _: str) -> Blocco:
    """The goals of public value with their impact, and the objectives on which the body concentrates."""
    if not foto.valore_pubblico:
        raise Manca(f"il Piano {foto.anno} non ha obiettivi di valore pubblico: scriveteli nella sua pagina")
    colonne = ("Obiettivo di valore pubblico", "Dimensione", "Lo serve", "Indicatore d'impatto", "Partenza", "Target")
    righe = [
        (
            (
                v.obiettivo,
                v.dimensione,
                v.serve,
                v.indicatore,
                f"{v.base}{f' ({v.fonte})' if v.fonte else ''}",
                v.target,
            ),
            False,
        )
        for v in foto.valore_pubblico
    ]
    piene = [(tuple(c or tabelle.NESSUNO for c in riga), propria) for riga, propria in righe]
    return _semplice(colonne, piene, f"Il valore pubblico del Piano {foto.anno}", "valore-pubblico")


def _selettivi(foto: Fotografia, _: str) -> Blocco:
    if not foto.selettivi:
        raise Manca(f"nessun obiettivo del {foto.anno} è segnato come selettivo: segnateli nella pagina del Piano")
    righe = [((nome,), False) for nome in foto.selettivi]
    return _semplice(("Obiettivo",), righe, f"Gli obiettivi selettivi del {foto.anno}", "obiettivi-selettivi")


def _azioni(foto: Fotografia, _: str) -> Blocco:
    """What was promised where a target was far, and whether it was kept; of the indicators that the document shows."""
    mostrati = {r.codice for p in foto.prospetti for r in p.righe}
    aperti = {r.codice for p in dati_aperti.organizzativi(foto) for r in p.righe}
    azioni = [a for a in foto.azioni if a.codice in mostrati]
    if not azioni:
        return Blocco("avviso", f"Nel corso del {foto.anno} nessuna azione correttiva è stata seguita.")
    colonne = ("Indicatore", "Azione correttiva", "Ufficio", "Entro", "A che punto è")
    righe = [(_celle(a), a.individuale or a.codice not in aperti) for a in azioni]
    return _semplice(colonne, righe, f"Azioni correttive del {foto.anno}", "azioni-correttive")


def _celle(a: AzioneFoto) -> tuple[str, ...]:
    entro = f"{a.entro:%d/%m/%Y}" if a.entro else tabelle.NESSUNO
    return (
        f"{a.indicatore} ({a.periodo.lower()})",
        a.testo,
        a.ufficio,
        entro,
        ": ".join(filter(None, (a.stato, a.nota))),
    )


def _rimodulato(r: RimodulazioneFoto) -> tuple[str, ...]:
    atto = f"n. {r.atto_numero} del {r.atto_data:%d/%m/%Y}"
    return r.indicatore, r.prima or tabelle.NESSUNO, r.dopo, atto, r.motivo


def _semplice(
    colonne: tuple[str, ...],
    righe: Iterable[tuple[tuple[str, ...], bool]],
    titolo: str,
    nome: str,
    numeriche: tuple[int, ...] = (),
    note: tuple[str, ...] = (),
) -> Blocco:
    """A table of words. Each row comes with whether it is of an individual sheet alone: the open data leave it out."""
    tutte = tuple(righe)
    aperti = Aperti(nome, titolo, colonne, tuple(riga for riga, propria in tutte if not propria))
    dati = Semplice(colonne, tuple(riga for riga, _ in tutte), numeriche, note)
    return Blocco("semplice", dati, titolo, Conteggio.TABELLA, aperti=aperti)


def _pira(foto: Fotografia, _: str) -> Blocco:
    if not foto.pira:
        raise Manca(f"nessun indicatore del {foto.anno} è segnato come PIRA: segnateli nei cruscotti")
    titoli = ("Indicatore", "Definizione", "Obiettivo", "Tipologia", "Unità", "Fonte", "Metodo", "Target", "Consuntivo")
    celle = [
        (p.nome, p.definizione, p.obiettivo, p.tipologia, p.unita, p.fonte, p.metodo, p.target, p.actual)
        for p in foto.pira
    ]
    piene = [n for n in range(len(titoli)) if any(riga[n] for riga in celle)]
    vuote = [t.lower() for n, t in enumerate(titoli) if n not in piene]
    propri = solo_individuali(foto).indicatori
    righe = [
        (tuple(riga[n] or tabelle.NESSUNO for n in piene), p.nome in propri)
        for p, riga in zip(foto.pira, celle, strict=True)
    ]
    note = (f"Nessun indicatore indica: {', '.join(vuote)} (DPCM 18 settembre 2012, art. 3).",) if vuote else ()
    titolo = f"Indicatori e risultati attesi di bilancio {foto.anno}"
    return _semplice(tuple(titoli[n] for n in piene), righe, titolo, "pira", note=note)


def _criticita(foto: Fotografia, _: str) -> Blocco:
    if not foto.criticita:
        raise Manca(f"criticità, opportunità e azioni del {foto.anno} non ci sono: caricatele")
    titolo = "Criticità, opportunità e azioni correttive"
    colonne = ("prospettiva", "criticita", "opportunita", "azioni")
    righe = tuple((c.etichetta, *(" ".join(v) for v in (c.criticita, c.opportunita, c.azioni))) for c in foto.criticita)
    aperti = Aperti("criticita", titolo, colonne, righe)
    testata = "Prospettiva" if foto.albero.livello is PROSPETTIVE else "Ambito"
    return Blocco("criticita", foto.criticita, titolo, Conteggio.TABELLA, aperti=aperti, testata=testata)


def _risultati(foto: Fotografia, codice: str) -> Blocco:
    scheda = next((s for s in foto.risultati if s.codice == codice), None)
    if scheda is None:
        raise Manca(f"la scheda di risultato «{codice}» non c'è nel {foto.anno}: caricatela, o togliete il richiamo")
    return Blocco("risultati", tabelle.scheda(scheda, foto))


def _legenda(foto: Fotografia, _: str) -> Blocco:
    return Blocco("legenda", tabelle.legenda(foto))


def _documenti(foto: Fotografia, _: str) -> Blocco:
    if not foto.documenti:
        raise Manca(f"i documenti del ciclo {foto.anno} non ci sono: caricateli")
    titolo = "I documenti del ciclo della performance"
    aperti = Aperti(
        "documenti",
        titolo,
        ("documento", "atto", "indirizzo"),
        tuple((d.titolo, d.atto, d.url) for d in foto.documenti),
    )
    return Blocco("documenti", tabelle.documenti(foto), titolo, Conteggio.TABELLA, aperti=aperti)


def _verifica(foto: Fotografia, _: str) -> Blocco:
    """What who validates counts first, from the organisational scorecards (criteria of the 2018 guidelines)."""
    righe = [r for p in foto.prospetti if p.tipo != "individuale" for r in p.righe]
    if not righe:
        raise Manca(f"il {foto.anno} non ha ancora indicatori: collocateli nei cruscotti")
    scostati = [r for r in righe if r.sal is not None and r.sal < Decimal(100)]
    conti = (
        ("Indicatori collocati nei cruscotti organizzativi", len(righe)),
        ("Indicatori con un consuntivo", sum(bool(r.actual) for r in righe)),
        ("Indicatori neutralizzati", sum(r.stato is Stato.NEUTRALIZZATO for r in righe)),
        ("Indicatori senza un consuntivo", sum(r.stato is Stato.NON_RILEVATO for r in righe)),
        ("Indicatori sotto il target", len(scostati)),
        ("Indicatori sotto il target e senza motivo", sum(not r.motivo for r in scostati)),
        (
            "Indicatori con un SAL dichiarato diverso dal calcolato",
            sum(map(_dichiarato, righe)),
        ),
        ("Target rimodulati nell'anno", len(foto.rimodulazioni)),
        ("Indicatori PIRA", len(foto.pira)),
        ("Indicatori PIRA con tutti i campi del DPCM 18 settembre 2012", sum(_intero(p) for p in foto.pira)),
    )
    contati = [((nome, str(quanti)), False) for nome, quanti in conti]
    colonne = ("Che cosa si è contato", "Quanti")
    return _semplice(colonne, contati, f"I dati del {foto.anno} in numeri", "verifica", (1,))


def _dichiarato(riga: Riga) -> bool:
    return riga.sal_dichiarato is not None and riga.sal_dichiarato != riga.sal_calcolato


def _intero(pira: PiraFoto) -> bool:
    return all((pira.tipologia, pira.definizione, pira.unita, pira.fonte, pira.metodo, pira.target))


def _modifiche(foto: Fotografia, _: str) -> Blocco:
    if foto.confronto is None:
        raise Manca("servono due stesure della Relazione, scritte in momenti diversi: chiedetene un'altra")
    if not foto.confronto.modifiche:
        return Blocco("avviso", "Fra le due stesure non è cambiato nulla.")
    modifiche = foto.confronto.modifiche
    righe = [((m.dove, m.prima or tabelle.NESSUNO, m.dopo or tabelle.NESSUNO), False) for m in modifiche]
    return _semplice(("Dove", "Prima", "Dopo"), righe, "Che cosa è cambiato", "modifiche")


# -- words -------------------------------------------------------------------------------------------------------------


def _riquadro(foto: Fotografia, testo: str) -> Blocco:
    if not testo:
        raise Manca("il riquadro è vuoto: scrivetene il testo dopo i due punti")
    return Blocco("riquadro", testo)


def _firme(foto: Fotografia, testo: str) -> Blocco:
    ruoli = tuple(r.strip() for r in testo.split(";") if r.strip())
    if not ruoli:
        raise Manca("mancano i ruoli di chi firma: scriveteli dopo i due punti, divisi da punto e virgola")
    return Blocco("firme", Firme(ruoli))


def _da_completare(foto: Fotografia, testo: str) -> Blocco:
    raise Manca(testo or "scrivete questa parte")


def _allegati(foto: Fotografia, _: str) -> Blocco:
    return Blocco("allegati", (), "I dati allegati", Conteggio.TABELLA)  # filled when the document is composed


def _codici(campo: str) -> Codici:
    return lambda foto: [(voce.codice, voce.titolo) for voce in getattr(foto, campo)]


def _temi(foto: Fotografia) -> Iterable[tuple[str, str]]:
    return [(tema, tema) for tema in dict.fromkeys((generi_contesto.CONTESTO, *(t.tema for t in foto.tavole)))]


CODICE, TESTO = Argomento.CODICE, Argomento.TESTO
GENERI: Mapping[str, Genere] = {
    g.nome: g
    for g in (
        Genere("tavola", "una tavola di contesto", generi_contesto.tavola, CODICE, _codici("tavole")),
        Genere("grafico", "un grafico di una tavola", generi_contesto.grafico, CODICE, _codici("grafici")),
        Genere("tavole", "tutte le tavole di un tema, con i grafici", generi_contesto.tavole, CODICE, _temi),
        Genere("grafico-bilancio", "proventi e oneri in un grafico", generi_contesto.grafico_bilancio),
        Genere("grafico-interventi", "gli interventi economici in un grafico", generi_contesto.grafico_interventi),
        Genere("albero", "l'albero della performance", generi_contesto.disegno("albero", "L'albero della performance")),
        Genere(
            "mappa-strategica",
            "la mappa strategica",
            generi_contesto.disegno("mappa", "La mappa strategica, con i nessi fra gli obiettivi"),
        ),
        Genere(
            "matrice",
            "prospettive per aree strategiche",
            generi_contesto.disegno("matrice", "Prospettive e aree strategiche: il risultato {anno}"),
        ),
        Genere("bilancio", "la tabella del bilancio", generi_contesto.bilancio),
        Genere("interventi", "la tabella degli interventi economici", generi_contesto.interventi),
        Genere("criticita", "criticità, opportunità e azioni correttive", _criticita),
        Genere("colpo-d-occhio", "una pagina con i risultati dell'anno in breve", _sguardo),
        Genere("sintesi-prospettive", "il SAL dell'ente per prospettiva", _sintesi_prospettive),
        Genere("sintesi-ente", "il SAL dell'ente nel suo complesso e per parti", _sintesi_prospettive),
        Genere("scostamenti", "gli scostamenti, con il motivo", _scostamenti),
        Genere("azioni-correttive", "che cosa è stato promesso, e se è stato fatto", _azioni),
        Genere("obiettivi-modificati", "i target rimodulati nell'anno, con gli atti", _obiettivi_modificati),
        Genere("valore-pubblico", "gli obiettivi di valore pubblico, con l'impatto", _valore_pubblico),
        Genere("obiettivi-selettivi", "gli obiettivi su cui l'ente si concentra", _selettivi),
        Genere("documenti-ciclo", "i documenti del ciclo, con gli atti", _documenti),
        Genere("legenda-semaforo", "che cosa vuol dire ogni segno del semaforo", _legenda),
        Genere("risultati", "una scheda di risultato", _risultati, CODICE, _codici("risultati")),
        Genere("sintesi-cruscotto", "il SAL di un cruscotto", _sintesi_cruscotto, CODICE, _codici("prospetti")),
        Genere("cruscotto", "un cruscotto intero", _cruscotto, CODICE, _codici("prospetti")),
        Genere("piano", "i target di un cruscotto", _piano, CODICE, _codici("prospetti")),
        Genere("pira", "gli indicatori PIRA con i campi di legge", _pira),
        Genere("verifica", "i dati in numeri, per chi valida", _verifica),
        Genere("esame", "la Relazione che l'OIV ha esaminato", generi_esame.esame),
        Genere("giudizi", "i criteri dell'OIV e i giudizi", generi_esame.giudizi),
        Genere(
            "criterio", "un criterio: evidenze, giudizio, motivo", generi_esame.criterio, CODICE, generi_esame.codici
        ),
        Genere("conti", "le evidenze contate per un criterio", generi_esame.conti, CODICE, generi_esame.codici),
        Genere("osservazioni", "le osservazioni dell'OIV e le risposte", generi_esame.osservazioni),
        Genere("conclusione", "come si è concluso l'esame dell'OIV", generi_esame.conclusione),
        Genere("modifiche", "che cosa è cambiato fra due stesure", _modifiche),
        Genere("allegati", "l'elenco dei dati allegati", _allegati),
        Genere("riquadro", "una frase in evidenza", _riquadro, TESTO),
        Genere("firme", "chi firma, per ruolo", _firme, TESTO),
        Genere("da-completare", "un promemoria, che ferma l'approvazione", _da_completare, TESTO),
    )
}
