from django.urls import path

from cruscotto.avvisi.views import lettere
from cruscotto.chiusura.views.chiusura import chiusura
from cruscotto.chiusura.views.correzione import correggi
from cruscotto.chiusura.views.periodi import apri, chiudi, crea, riapri, richiudi, sollecita
from cruscotto.consultazione.views.bilancio import bilancio, interventi, scarica_bilancio, scarica_interventi
from cruscotto.consultazione.views.cerca import pagina_cerca
from cruscotto.consultazione.views.contesto import contesto, personale, scarica_tavola, tavola
from cruscotto.consultazione.views.cruscotti import cruscotti
from cruscotto.consultazione.views.cruscotto import cruscotto, scarica
from cruscotto.consultazione.views.indicatore import indicatore
from cruscotto.consultazione.views.inizio import inizio
from cruscotto.consultazione.views.registro import registro, scarica_registro
from cruscotto.consultazione.views.valori import elenco, scarica_elenco
from cruscotto.esportazione.views import scarica_ciclo
from cruscotto.importazione.views.elenco import importazioni, nuova
from cruscotto.importazione.views.file import errori, file, modello
from cruscotto.importazione.views.importazione import annulla, conferma, importazione, rispondi, scarta
from cruscotto.pianificazione.views.indicatore import definizione, nuovo
from cruscotto.pianificazione.views.indicatore import togli as togli_indicatore
from cruscotto.pianificazione.views.misura import misura
from cruscotto.pianificazione.views.pesi import pesi
from cruscotto.pianificazione.views.piano import piano, target_del_piano
from cruscotto.pianificazione.views.regola import regola
from cruscotto.pianificazione.views.struttura import struttura, voce_nuova, voce_scritta
from cruscotto.pianificazione.views.struttura import togli as togli_voce
from cruscotto.pianificazione.views.target import target
from cruscotto.pianificazione.views.valore_pubblico import valore_pubblico
from cruscotto.rilevazione.views.assegnazione import ufficio
from cruscotto.rilevazione.views.azioni import azione, azioni
from cruscotto.rilevazione.views.domande import domande, domande_indicatore
from cruscotto.rilevazione.views.evidenze import evidenze, scarica_evidenza, togli
from cruscotto.rilevazione.views.neutralizzazione import neutralizza, riammetti
from cruscotto.rilevazione.views.revisione import restituisci, revisione
from cruscotto.rilevazione.views.valori import foglio_da_compilare, prova, riprendi, salva, trasmetti, valori
from cruscotto.strategia.views.albero import albero
from cruscotto.strategia.views.mappa import mappa
from cruscotto.strategia.views.matrice import matrice

app_name = "cruscotto"
urlpatterns = [
    path("", inizio, name="inizio"),
    path("cerca/", pagina_cerca, name="cerca"),
    path("elenco/<int:anno>/", elenco, name="elenco"),
    path("elenco/<int:anno>/scarica/", scarica_elenco, name="elenco-download"),
    path("cruscotti/<int:anno>/", cruscotti, name="cruscotti"),
    path("cruscotti/<int:anno>/<slug:codice>/", cruscotto, name="cruscotto"),
    path("cruscotti/<int:anno>/<slug:codice>/scarica/", scarica, name="cruscotto-download"),
    path("indicatori/<int:anno>/<slug:codice>/", indicatore, name="indicatore"),
    path("indicatori/<int:anno>/<slug:codice>/target/", target, name="target-edit"),
    path("indicatori/<int:anno>/<slug:codice>/regola/", regola, name="regola-edit"),
    path("cruscotti/<int:anno>/<slug:codice>/pesi/", pesi, name="pesi-edit"),
    path("valore-pubblico/<int:anno>/", valore_pubblico, name="valore-pubblico"),
    path("pianificazione/<int:anno>/", piano, name="piano"),
    path("pianificazione/<int:anno>/<slug:codice>/", target_del_piano, name="piano-target"),
    path("pianificazione/<int:anno>/nuovo/indicatore/", nuovo, name="definizione-new"),
    path("pianificazione/<int:anno>/indicatori/<slug:codice>/", definizione, name="definizione-edit"),
    path("pianificazione/<int:anno>/indicatori/<slug:codice>/togli/", togli_indicatore, name="definizione-remove"),
    path("struttura/<int:anno>/", struttura, name="struttura"),
    path("struttura/<int:anno>/<slug:voce>/nuova/", voce_nuova, name="voce-new"),
    path("struttura/<int:anno>/<slug:voce>/<int:pk>/", voce_scritta, name="voce-edit"),
    path("struttura/<int:anno>/<slug:voce>/<int:pk>/togli/", togli_voce, name="voce-remove"),
    path("misura/", misura, name="misura-edit"),
    path("albero/<int:anno>/", albero, name="albero"),
    path("matrice/<int:anno>/", matrice, name="matrice"),
    path("mappa/<int:anno>/", mappa, name="mappa"),
    path("registro/", registro, name="registro"),
    path("registro/scarica/", scarica_registro, name="registro-download"),
    path("contesto/<int:anno>/", contesto, name="contesto"),
    path("contesto/<int:anno>/<slug:codice>/", tavola, name="tavola"),
    path("contesto/<int:anno>/<slug:codice>/scarica/", scarica_tavola, name="tavola-download"),
    path("bilancio/<int:anno>/", bilancio, name="bilancio"),
    path("bilancio/<int:anno>/scarica/", scarica_bilancio, name="bilancio-download"),
    path("interventi/<int:anno>/", interventi, name="interventi"),
    path("interventi/<int:anno>/scarica/", scarica_interventi, name="interventi-download"),
    path("personale/<int:anno>/", personale, name="personale"),
    path("personale/<int:anno>/genere/", personale, {"genere": True}, name="genere"),
    path("valori/<int:anno>/", valori, name="valori"),
    path("valori/<int:anno>/foglio.xlsx", foglio_da_compilare, name="valori-workbook"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/", salva, name="valore-save"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/prova/", prova, name="valore-preview"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/trasmetti/", trasmetti, name="valore-transmit"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/riprendi/", riprendi, name="valore-withdraw"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/evidenze/", evidenze, name="evidenza-add"),
    path("evidenze/<int:pk>/", scarica_evidenza, name="evidenza-download"),
    path("evidenze/<int:pk>/rimuovi/", togli, name="evidenza-remove"),
    path("revisione/<int:anno>/", revisione, name="revisione"),
    path("indicatori/<int:anno>/<slug:codice>/ufficio/", ufficio, name="indicatore-assign"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/restituisci/", restituisci, name="valore-return"),
    path("chiusura/<int:anno>/", chiusura, name="chiusura"),
    path("chiusura/<int:anno>/sollecita/", sollecita, name="solleciti-send"),
    path("periodi/<int:anno>/crea/", crea, name="periodi-create"),
    path("periodi/<int:anno>/<int:numero>/apri/", apri, name="periodo-open"),
    path("periodi/<int:anno>/<int:numero>/chiudi/", chiudi, name="periodo-close"),
    path("periodi/<int:anno>/<int:numero>/riapri/", riapri, name="periodo-reopen"),
    path("periodi/<int:anno>/<int:numero>/richiudi/", richiudi, name="periodo-shut"),
    path("periodi/<int:anno>/<int:numero>/correggi/", correggi, name="periodo-correct"),
    path("cicli/<int:anno>/scarica/", scarica_ciclo, name="ciclo-download"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/neutralizza/", neutralizza, name="valore-neutralize"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/riammetti/", riammetti, name="valore-readmit"),
    path("valori/<int:anno>/<int:periodo>/<slug:chiave>/domande/", domande, name="valore-questions"),
    path("indicatori/<int:anno>/<slug:codice>/domande/", domande_indicatore, name="indicatore-questions"),
    path("azioni/<int:anno>/", azioni, name="azioni"),
    path("azioni/<int:anno>/<int:pk>/", azione, name="azione-edit"),
    path("lettere/", lettere, name="lettere"),
    path("importazioni/", importazioni, name="importazioni"),
    path("importazioni/nuova/", nuova, name="importazione-new"),
    path("importazioni/modello/<slug:genere>.xlsx", modello, name="importazione-model"),
    path("importazioni/<int:pk>/", importazione, name="importazione"),
    path("importazioni/<int:pk>/risposte/", rispondi, name="importazione-answer"),
    path("importazioni/<int:pk>/conferma/", conferma, name="importazione-confirm"),
    path("importazioni/<int:pk>/annulla/", annulla, name="importazione-undo"),
    path("importazioni/<int:pk>/scarta/", scarta, name="importazione-discard"),
    path("importazioni/<int:pk>/file/", file, name="importazione-file"),
    path("importazioni/<int:pk>/errori/", errori, name="importazione-errors"),
]
