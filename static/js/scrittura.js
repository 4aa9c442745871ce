// A section being written: it saves itself, shows how it prints, completes what is recalled. Without this file the form works by its buttons.
const modulo = document.getElementById("scrivi");
const testo = document.getElementById("id_testo");
const titolo = document.getElementById("id_titolo");
const versione = document.getElementById("id_versione");
const detto = document.getElementById("detto");
const riquadro = document.getElementById("anteprima");
const posto_conflitto = document.getElementById("posto-conflitto");
const accetta = document.getElementById("accetta");
const SI_FERMA = 2500; // milliseconds without a key before it is saved
const SI_GUARDA = 500; // and before it is shown
const RITENTA = [3000, 6000, 12000, 30000];

const aspetta = (millisecondi) => new Promise((poi) => setTimeout(poi, millisecondi));
const scritto = () => ({ titolo: titolo.value, testo: testo.value });
const uguali = (a, b) => a.titolo === b.titolo && a.testo === b.testo;
const di = (frase) => { if (detto.textContent !== frase) detto.textContent = frase; };
const in_conflitto = () => Boolean(posto_conflitto.querySelector("#conflitto"));

let salvato = { titolo: titolo.defaultValue, testo: testo.defaultValue };
const da_salvare = () => !uguali(scritto(), salvato);

// -- what was typed survives the page: in this tab only, for this person only ---------------------------------------
const CHIAVE = `bozza:${modulo.dataset.chi}:${location.pathname}`;
const tieni = () => {
  try {
    if (da_salvare()) sessionStorage.setItem(CHIAVE, JSON.stringify({ ...scritto(), versione: versione.value }));
    else sessionStorage.removeItem(CHIAVE);
  } catch { /* a browser without room: the text is still in the page */ }
};
const ritrova = () => {
  let bozza = null;
  try { bozza = JSON.parse(sessionStorage.getItem(CHIAVE)); } catch { return false; }
  if (!bozza || uguali(bozza, salvato) || in_conflitto()) return false;
  titolo.value = titolo.readOnly ? titolo.value : bozza.titolo;
  testo.value = bozza.testo;
  versione.value = bozza.versione;
  return true;
};

// -- saving -----------------------------------------------------------------------------------------------------------
let in_corso = null;
let orologio = 0;
let tentativo = 0;

const fuori = (risposta) => risposta.redirected && new URL(risposta.url).pathname !== location.pathname;

// A page that is out of date has an old token: the page of now has the new one. Null when the session has ended.
const gettone_nuovo = async () => {
  const risposta = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (fuori(risposta)) return null;
  if (!risposta.ok) return false;
  const pagina = new DOMParser().parseFromString(await risposta.text(), "text/html");
  const nuovo = pagina.querySelector("#scrivi [name=csrfmiddlewaretoken]");
  if (!nuovo) return false;
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((campo) => { campo.value = nuovo.value; });
  return true;
};

const invia = (dove, accetta_json) => fetch(dove, {
  method: "POST",
  headers: accetta_json ? { Accept: "application/json" } : {},
  body: new URLSearchParams(new FormData(modulo)),
});

const riprova = (frase) => {
  di(frase);
  clearTimeout(orologio);
  orologio = setTimeout(salva, RITENTA[Math.min(tentativo, RITENTA.length - 1)]);
  tentativo += 1;
};

const RETE = "Non salvato: il sito non risponde. Quello che avete scritto è ancora qui, e riprovo da solo.";
const SESSIONE = "Non salvato: la sessione è scaduta. Entrate di nuovo in un’altra scheda: quello che avete scritto è ancora qui, e si salva da solo.";

const una_volta = async () => {
  const inviato = scritto();
  let risposta;
  try {
    risposta = await invia(location.pathname, true);
    if (risposta.status === 403) {
      const nuovo = await gettone_nuovo();
      if (nuovo === null) return riprova(SESSIONE);
      if (nuovo) risposta = await invia(location.pathname, true);
    }
  } catch {
    return riprova(RETE);
  }
  if (fuori(risposta)) return riprova(SESSIONE);
  if (risposta.status === 403 || risposta.status === 404) return di("Non salvato: la sezione non è più vostra da scrivere. Copiate il testo, e chiedete a chi cura il documento.");
  let esito;
  try { esito = await risposta.json(); } catch { return riprova(RETE); }
  tentativo = 0;
  if (risposta.status === 409) return mostra_conflitto(esito);
  if (!risposta.ok) return di(`Non salvato. ${esito.detto || ""}`.trim());
  salvato = inviato;
  titolo.defaultValue = inviato.titolo;
  testo.defaultValue = inviato.testo;
  versione.value = esito.versione;
  if (accetta) accetta.elements.versione.value = esito.versione;
  posto_conflitto.replaceChildren();
  tieni();
  di(esito.detto);
};

const salva = async () => {
  clearTimeout(orologio);
  while (in_corso) await in_corso;
  if (!da_salvare() || in_conflitto()) return;
  di("Sto salvando…");
  in_corso = una_volta();
  await in_corso;
  in_corso = null;
  if (da_salvare() && !in_conflitto() && tentativo === 0 && !detto.textContent.startsWith("Non salvato")) programma();
};

const programma = () => {
  clearTimeout(orologio);
  orologio = setTimeout(salva, SI_FERMA);
};

const mostra_conflitto = (esito) => {
  posto_conflitto.innerHTML = esito.conflitto;
  di("Non salvato: un’altra persona ha scritto la stessa sezione.");
  posto_conflitto.querySelector("#conflitto").focus();
};

// -- how it prints ----------------------------------------------------------------------------------------------------
let guardia = 0;
let guardato = 0;

const guarda = async () => {
  clearTimeout(guardia);
  const questo = ++guardato;
  let risposta;
  try { risposta = await invia(modulo.dataset.anteprima, false); } catch { return; }
  if (questo !== guardato || !risposta.ok || risposta.redirected) return;
  const html = await risposta.text();
  if (questo !== guardato) return;
  const alto = riquadro.scrollTop;
  const aperte = Boolean(riquadro.querySelector("#cifre[open]"));
  riquadro.innerHTML = html;
  if (aperte && riquadro.querySelector("#cifre")) riquadro.querySelector("#cifre").open = true;
  riquadro.scrollTop = alto;
};

const vai_alla_riga = (numero) => {
  const righe = testo.value.split("\n");
  const inizio = righe.slice(0, numero - 1).reduce((somma, riga) => somma + riga.length + 1, 0);
  testo.focus();
  testo.setSelectionRange(inizio, inizio + (righe[numero - 1] || "").length);
  const alto = parseFloat(getComputedStyle(testo).lineHeight) || 24;
  testo.scrollTop = Math.max(0, (numero - 4) * alto);
};

// -- writing ----------------------------------------------------------------------------------------------------------
const e_cambiato = () => {
  tieni();
  if (!in_conflitto()) {
    if (da_salvare()) di("Non ancora salvato.");
    programma();
  }
  clearTimeout(guardia);
  guardia = setTimeout(guarda, SI_GUARDA);
};
[testo, titolo].forEach((campo) => campo.addEventListener("input", e_cambiato));

const scrivi_al_cursore = (pezzo) => {
  testo.focus();
  if (!document.execCommand("insertText", false, pezzo)) {
    testo.setRangeText(pezzo, testo.selectionStart, testo.selectionEnd, "end");
    testo.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

const sostituisci = (inizio, fine, pezzo) => {
  testo.focus();
  testo.setSelectionRange(inizio, fine);
  scrivi_al_cursore(pezzo);
};

const inserisci_blocco = (richiamo) => {
  const prima = testo.value.slice(0, testo.selectionStart);
  const dopo = testo.value.slice(testo.selectionEnd);
  const sopra = prima === "" || prima.endsWith("\n\n") ? "" : prima.endsWith("\n") ? "\n" : "\n\n";
  const sotto = dopo === "" || dopo.startsWith("\n\n") ? "" : dopo.startsWith("\n") ? "\n" : "\n\n";
  scrivi_al_cursore(sopra + richiamo + sotto);
};

// The list of the blocks comes when it is opened.
const scegli_blocco = () => {
  const scelta = document.getElementById("quale-blocco");
  if (scelta && scelta.value) inserisci_blocco(scelta.value);
};
document.addEventListener("click", (evento) => {
  if (evento.target.closest("#inserisci-blocco")) scegli_blocco();
  const riga = evento.target.closest("[data-riga]");
  if (riga) {
    evento.preventDefault();
    vai_alla_riga(Number(riga.dataset.riga));
  }
  const lega = evento.target.closest("[data-lega]");
  if (lega) {
    const { inizio, fine, era } = lega.dataset;
    if (testo.value.slice(Number(inizio), Number(fine)) !== era) return di("Il testo è cambiato: aspettate l’anteprima e riprovate.");
    sostituisci(Number(inizio), Number(fine), lega.dataset.lega);
  }
});
document.addEventListener("dblclick", (evento) => { if (evento.target.closest("#quale-blocco")) scegli_blocco(); });
document.addEventListener("keydown", (evento) => {
  if (evento.key === "Enter" && evento.target.id === "quale-blocco") {
    evento.preventDefault();
    scegli_blocco();
  }
});
const piatto = (parole) => parole.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
document.addEventListener("input", (evento) => {
  if (evento.target.id !== "cerca-blocco") return;
  const cercate = piatto(evento.target.value).split(/\s+/);
  document.querySelectorAll("#quale-blocco optgroup").forEach((gruppo) => {
    const voci = [...gruppo.children];
    voci.forEach((voce) => { voce.hidden = voce.disabled = !cercate.every((parola) => piatto(voce.textContent).includes(parola)); });
    gruppo.hidden = voci.every((voce) => voce.hidden);
  });
});

// -- {{ completes itself ------------------------------------------------------------------------------------------------
const espansore = modulo.querySelector("text-expander");
const voci = async (domanda) => {
  const risposta = await fetch(`${modulo.dataset.voci}?q=${encodeURIComponent(domanda)}`);
  if (!risposta.ok || risposta.redirected) return [];
  return (await risposta.json()).voci;
};
let chiesta = 0;
espansore.addEventListener("text-expander-change", (evento) => {
  const { text, provide } = evento.detail;
  const questa = ++chiesta;
  provide((async () => {
    if (/[{}\n]/.test(text)) return { matched: false };
    await aspetta(120);
    const trovate = questa === chiesta ? await voci(text).catch(() => []) : [];
    if (questa !== chiesta || !trovate.length) return { matched: false };
    const lista = document.createElement("ul");
    lista.className = "richiami";
    lista.setAttribute("role", "listbox");
    lista.setAttribute("aria-label", "Che cosa richiamare");
    lista.id = `richiami-${questa}`;
    trovate.forEach((voce, n) => {
      const riga = document.createElement("li");
      riga.setAttribute("role", "option");
      riga.id = `${lista.id}-${n}`;
      riga.dataset.valore = `{{ ${voce.richiamo} }}`;
      const nome = document.createElement("span");
      nome.textContent = voce.descrizione;
      const valore = document.createElement("strong");
      valore.textContent = voce.valore;
      riga.append(nome, " ", valore);
      lista.append(riga);
    });
    return { matched: true, fragment: lista };
  })());
});
espansore.addEventListener("text-expander-value", (evento) => { evento.detail.value = evento.detail.item.dataset.valore; });
espansore.addEventListener("text-expander-committed", () => testo.dispatchEvent(new Event("input", { bubbles: true })));

// -- leaving, and the buttons -------------------------------------------------------------------------------------------
modulo.addEventListener("submit", async (evento) => {
  const azione = evento.submitter ? evento.submitter.value : "salva";
  if (azione === "lascia") {
    salvato = scritto();
    titolo.defaultValue = salvato.titolo;
    testo.defaultValue = salvato.testo;
    tieni();
    return;
  }
  evento.preventDefault();
  if (azione === "tieni") {
    versione.value = posto_conflitto.querySelector("[name=versione_attuale]").value;
    posto_conflitto.replaceChildren();
    testo.focus();
  }
  if (!da_salvare() && !in_conflitto()) di("Niente da salvare.");
  await salva();
  await guarda();
  const guai = riquadro.querySelector("#errori h3");
  if (guai && !in_conflitto()) guai.focus();
});

// What acts on the saved text waits until what is in the page is saved, and says of which version it speaks.
document.addEventListener("submit", async (evento) => {
  const altro = evento.target;
  if (altro !== accetta && !altro.matches(".inserisci-frase")) return;
  if (!da_salvare() && !in_corso) {
    altro.elements.versione.value = versione.value;
    return;
  }
  evento.preventDefault();
  await salva();
  if (da_salvare()) return;
  altro.elements.versione.value = versione.value;
  altro.submit();
});

document.addEventListener("click", async (evento) => {
  const via = evento.target.closest("a[href]");
  if (!via || via.target || via.dataset.riga || via.origin !== location.origin || via.pathname === location.pathname) return;
  if (evento.defaultPrevented || evento.button || evento.ctrlKey || evento.metaKey || evento.shiftKey || evento.altKey || !da_salvare()) return;
  evento.preventDefault();
  await salva();
  if (!da_salvare()) location.assign(via.href);
});
document.addEventListener("visibilitychange", () => { if (document.hidden) salva(); });
window.addEventListener("online", salva);

const barra = modulo.querySelector("markdown-toolbar");
barra.hidden = false;
if (ritrova()) {
  di("Ho ritrovato quello che avevate scritto e non era ancora salvato.");
  programma();
}
guarda();
if (posto_conflitto.querySelector("#conflitto")) posto_conflitto.querySelector("#conflitto").focus();
