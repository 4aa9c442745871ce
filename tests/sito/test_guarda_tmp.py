import os, json
import pytest
from django.test import Client
from ente.models import Utente
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione

pytestmark = pytest.mark.django_db(transaction=True)


def test_guarda(demo, browser, live_server):
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    import tests.sito.guarda_prima as gp

    for chi, nome, dove, *altro in gp.prima(live_server):
        c = Client()
        c.force_login(Utente.objects.get(username=chi))
        biscotto = altro[0] if altro else c.cookies["sessionid"].value
        for w in (360, 1440):
            ctx = browser.new_context(viewport={"width": w, "height": 900}, locale="it-IT")
            ctx.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
            p = ctx.new_page()
            p.goto(live_server.url + dove)
            gp.azione(nome, p)
            print(
                nome,
                w,
                p.evaluate("document.documentElement.scrollWidth"),
                p.evaluate("document.documentElement.scrollHeight"),
            )
            p.screenshot(path=f"/tmp/g-{nome}-{w}.png", full_page=True)
            ctx.close()
