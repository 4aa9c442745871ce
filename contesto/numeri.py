from cruscotto.valori import ValoreIllegibile, formatta_numero, leggi_numero  # TEMP


def leggi_cella(testo):
    testo = testo.strip().rstrip("%").strip()
    try:
        return leggi_numero(testo)[0]
    except ValoreIllegibile:
        return None
