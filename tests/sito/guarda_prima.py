def prima(ls):
    yield "controllo", "inizio", "/"
    yield "controllo", "cerca", "/cerca/?q=tempo medio"
    yield "redattore.area1", "cercap", "/cerca/?q=area"
    yield "controllo", "aiuto", "/aiuto/pagine/"
    yield "controllo", "glossario", "/aiuto/glossario/"
    yield "controllo", "novita", "/aiuto/novita/"
    yield "controllo", "indic", "/indicatori/2020/i001/"
    yield "controllo", "crus", "/cruscotti/2020/ente/"
    yield "controllo", "coll", "/ente/collegamenti/"


def azione(nome, p):
    if nome in ("indic", "crus") and p.locator("button.parola:visible").count():
        p.locator("button.parola:visible").first.click() if p.locator("button.parola:visible").count() else None
        p.wait_for_timeout(200)
