"""What ``manage.py demo`` leaves to a newcomer: 2021 to be opened, from the home of controllo to the Plan."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from cruscotto.models import Ciclo
from ente.models import Utente
from tests.mondi.revisioni import leggi

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]


def demo() -> str:
    uscita = StringIO()
    call_command("demo", forza=True, stdout=uscita)
    return uscita.getvalue()


def test_the_demo_leaves_2021_to_be_opened_and_then_leaves_it_alone() -> None:
    detto = demo()
    assert not Ciclo.objects.filter(anno=2021).exists()
    (dove,) = re.findall(r"^2021: da aprire, entrando come controllo, da (\S+)$", detto, re.MULTILINE)
    client = Client()
    client.force_login(Utente.objects.get(username="controllo"))
    assert f'href="{dove}"' in client.get("/").content.decode()
    pagina = client.get(dove)
    assert pagina.status_code == 200
    assert pagina.context["ciclo"].anno == 2020
    campi = {nome: campo.initial for nome, campo in pagina.context["modulo"].fields.items() if campo.initial}
    fatta = client.post(dove, campi | {"anno": 2021, "narrativa": "on"}, follow=True)
    assert fatta.status_code == 200
    assert "Il 2021 è aperto." in leggi(fatta)
    nuovo = Ciclo.objects.get(anno=2021)
    assert (nuovo.stato, nuovo.dimostrativo) == ("pianificazione", False)
    assert client.get("/pianificazione/2021/").status_code == 200
    Ciclo.objects.filter(pk=nuovo.pk).update(mission="Scritta da chi prova")
    assert "2021: aperto, resta com'è." in demo()
    assert Ciclo.objects.get(anno=2021).mission == "Scritta da chi prova"
