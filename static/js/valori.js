// The sheet of the values with the speed of a spreadsheet. Without this file everything works by the form's buttons.
(() => {
  const foglio = document.getElementById("foglio");
  if (!foglio || !window.htmx) return;
  const CASELLE = ".caselle input, .caselle select";
  const annuncio = document.getElementById("annuncio");
  const salvate = new WeakMap(); // row → what it said when it was last saved
  const chieste = new WeakMap(); // row → what it said when it was last sent to be saved
  const provate = new WeakMap(); // row → what it said when its SAL was last asked
  const inviate = new WeakMap(); // request → what the row said when it left

  const campi = (riga) => [...riga.querySelectorAll("input:not([type=hidden], [type=file]), select, textarea")];
  const scritta = (riga) => campi(riga).map((campo) => `${campo.name}=${campo.value}`).join("\n");
  const righe = () => [...foglio.querySelectorAll(".valore")];
  const cambiata = (riga) => salvate.has(riga) && salvate.get(riga) !== scritta(riga);
  const a_meta = (riga) => campi(riga).find((campo) => campo.validity.badInput);

  const ricorda = () => righe().forEach((riga) => {
    if (riga.querySelector(".caselle") && !salvate.has(riga)) salvate.set(riga, scritta(riga));
  });

  const segna = (riga) => {
    const avviso = riga.querySelector(".da-salvare");
    const da_salvare = cambiata(riga);
    riga.classList.toggle("modificata", da_salvare);
    if (avviso) avviso.hidden = !da_salvare;
  };

  const salva = (riga) => {
    if (!cambiata(riga) || a_meta(riga) || riga.querySelector(".conflitto")) return;
    if (chieste.get(riga) === scritta(riga)) return; // it is on its way
    chieste.set(riga, scritta(riga));
    htmx.trigger(riga, "salva");
  };

  // -- keys -----------------------------------------------------------------------------------------------------------
  const visibile = (campo) => campo.offsetParent !== null;
  const caselle = () => [...foglio.querySelectorAll(CASELLE)].filter(visibile);
  const prima_casella = (riga) => riga.querySelector(CASELLE);

  const vai = (campo) => {
    campo.focus();
    if (campo.select && campo.type === "text") campo.select();
  };

  // The first box of the next row, or of the one before.
  const accanto = (campo, passo) => {
    const riga = campo.closest(".valore");
    const prime = caselle().filter((altro) => altro === prima_casella(altro.closest(".valore")));
    const qui = prime.findIndex((altro) => altro.closest(".valore") === riga);
    return prime[qui + passo];
  };

  foglio.addEventListener("keydown", (evento) => {
    const campo = evento.target;
    if (evento.defaultPrevented || evento.isComposing || evento.ctrlKey || evento.metaKey || evento.altKey) return;
    if (!campo.matches("input:not([type=file], [type=submit]), select") || !campo.closest(".valore")) return;
    const riga = campo.closest(".valore");
    if (evento.key === "=" && campo.matches(CASELLE) && (!campo.value || campo.inputMode === "decimal" || campo.type !== "text")) {
      evento.preventDefault();
      if (!evento.repeat) come_prima(riga);
    } else if (evento.key === "Enter") {
      evento.preventDefault();
      if (evento.repeat) return;
      if (a_meta(riga)) return a_meta(riga).reportValidity();
      const altra = [...riga.querySelectorAll(CASELLE)].find((c) => c !== campo && campo.matches(CASELLE) && !c.value && campo.value);
      if (altra && visibile(altra)) return vai(altra);
      salva(riga);
      const prossimo = accanto(campo, 1);
      if (prossimo) vai(prossimo);
    } else if ((evento.key === "ArrowDown" || evento.key === "ArrowUp") && campo.matches(CASELLE) && campo.type === "text") {
      if (campo.hasAttribute("list") || evento.shiftKey) return;
      const prossimo = accanto(campo, evento.key === "ArrowDown" ? 1 : -1);
      if (prossimo) {
        evento.preventDefault();
        vai(prossimo);
      }
    }
  });

  // -- the value of the period before, and a column from a spreadsheet --------------------------------------------------
  const C_E_GIA = "Qui c’è già un valore: cancellatelo, poi riprendete quello del periodo prima.";

  const come_prima = (riga) => {
    const sue = [...riga.querySelectorAll(CASELLE)];
    const [prima] = sue;
    if (!sue.some((campo) => campo.dataset.prima)) return detto(riga, "Nel periodo prima non c’è un valore da riportare: scrivetelo.");
    if (sue.some((campo) => campo.value || campo.validity.badInput)) return detto(riga, C_E_GIA);
    sue.forEach((campo) => { campo.value = campo.dataset.prima || ""; });
    prima.dispatchEvent(new Event("input", { bubbles: true }));
    vai(prima);
  };

  foglio.addEventListener("click", (evento) => {
    const pulsante = evento.target.closest(".come-prima");
    if (!pulsante) return;
    evento.preventDefault();
    come_prima(pulsante.closest(".valore"));
  });

  // One cell in a box of text goes there as anywhere; what is more goes down the rows, and the site lays it.
  foglio.addEventListener("paste", (evento) => {
    const campo = evento.target.closest(CASELLE);
    const testo = evento.clipboardData ? evento.clipboardData.getData("text/plain") : "";
    if (!campo || !testo.trim()) return;
    const una = !/[\t\r\n]/.test(testo.replace(/\r?\n$/, ""));
    if (una && campo.matches("input[type=text]")) return;
    evento.preventDefault();
    const da = campo.closest(".valore").id.replace("v-", "");
    document.getElementById("incolla").value = testo;
    document.getElementById("incolla-da").value = da;
    campo.closest(".valore").classList.add("incolla-qui");
    foglio.requestSubmit(document.getElementById("incolla-invia"));
  });

  // -- a row saves itself when one leaves it --------------------------------------------------------------------------
  foglio.addEventListener("focusout", (evento) => {
    const riga = evento.target.closest(".valore");
    if (!riga || riga.contains(evento.relatedTarget)) return;
    if (evento.relatedTarget && evento.relatedTarget.closest(".foglio-azioni")) return; // the whole form is going
    if (document.hasFocus()) salva(riga);
  });

  foglio.addEventListener("input", (evento) => {
    const riga = evento.target.closest(".valore");
    if (riga) segna(riga);
  });

  // -- nobody leaves what is not saved --------------------------------------------------------------------------------
  let parte = false;
  let meta = null; // where a link leads, once everything is saved
  let avvisata = null; // the link that was pressed when something could not be
  const in_viaggio = new Set(); // rows that are being saved
  foglio.addEventListener("submit", () => { parte = true; });
  window.addEventListener("pageshow", () => { parte = false; });
  window.addEventListener("beforeunload", (evento) => {
    if (!parte && righe().some(cambiata)) evento.preventDefault();
  });

  const vai_o_resta = () => {
    if (!meta || in_viaggio.size) return;
    const [resta] = righe().filter(cambiata);
    const dove = meta;
    meta = null;
    if (!resta) return location.assign(dove);
    avvisata = dove;
    detto(resta, "Non è ancora salvato, e se uscite lo perdete: sistematelo, o seguite di nuovo il collegamento.");
    (a_meta(resta) || prima_casella(resta)).focus();
  };

  document.addEventListener("click", (evento) => {
    const via = evento.target.closest("a[href]");
    if (!via || via.target || via.hasAttribute("download") || via.origin !== location.origin) return;
    if (evento.defaultPrevented || evento.button || evento.ctrlKey || evento.metaKey || evento.shiftKey || evento.altKey) return;
    const qui = via.hash && via.pathname === location.pathname && via.search === location.search;
    if (qui || via.href === avvisata || !righe().some(cambiata)) return;
    evento.preventDefault();
    meta = via.href;
    righe().forEach(salva);
    vai_o_resta();
  });

  document.addEventListener("invalid", (evento) => {
    const riga = evento.target.closest(".valore");
    if (riga && evento.target.validity.badInput) detto(riga, "C’è una data scritta a metà: completatela o cancellatela. Non è stato inviato nulla.");
  }, true);

  // A sentence beside a row, for who sees it and for who hears it.
  const detto = (riga, frase) => {
    annuncio.textContent = frase;
    const posto = riga && riga.querySelector(".c-detto");
    if (!posto) return;
    posto.querySelectorAll(".valore-guasto").forEach((altro) => altro.remove());
    const riquadro = document.createElement("p");
    riquadro.className = "valore-errore valore-guasto";
    riquadro.textContent = frase;
    posto.prepend(riquadro);
  };

  // -- what comes back ------------------------------------------------------------------------------------------------
  const di = (evento) => evento.detail.elt.closest && evento.detail.elt.closest(".valore");

  foglio.addEventListener("htmx:configRequest", (evento) => {
    const riga = di(evento);
    if (!riga || evento.detail.elt.closest(".evidenze")) return;
    const prova = evento.detail.elt.classList.contains("caselle");
    if (prova && provate.get(riga) === scritta(riga)) evento.preventDefault(); // a save has already said it
    provate.set(riga, scritta(riga));
  });

  foglio.addEventListener("htmx:beforeRequest", (evento) => {
    const riga = di(evento);
    if (!riga) return;
    inviate.set(evento.detail.xhr, scritta(riga));
    if (evento.detail.elt === riga) in_viaggio.add(riga);
  });

  // The button of a row sends it without asking the browser: a date half written would go as none.
  foglio.addEventListener("htmx:confirm", (evento) => {
    const riga = evento.target.matches("[name=azione]:not([formnovalidate])") && evento.target.closest(".valore");
    if (!riga || !a_meta(riga)) return;
    evento.preventDefault();
    a_meta(riga).reportValidity();
  });

  const guasto = (evento, frase) => {
    const riga = di(evento);
    if (riga) [chieste, provate].forEach((mappa) => mappa.delete(riga));
    detto(riga, frase);
  };

  const NON_SALVATO = "Non salvato: il sito non risponde. Quello che avete scritto è ancora qui, riprovate con Invio.";
  foglio.addEventListener("htmx:sendError", (evento) => guasto(evento, NON_SALVATO));
  foglio.addEventListener("htmx:responseError", (evento) => {
    const negato = [403, 404].includes(evento.detail.xhr.status);
    guasto(evento, negato ? "Non salvato: il valore non è più del vostro ufficio, o la sessione è cambiata. Ricaricate la pagina." : NON_SALVATO);
  });

  foglio.addEventListener("htmx:beforeSwap", (evento) => {
    const { xhr, pathInfo } = evento.detail;
    if (!di(evento) || !pathInfo || !xhr.responseURL) return;
    if (new URL(xhr.responseURL).pathname !== new URL(pathInfo.requestPath, location.href).pathname) {
      evento.detail.shouldSwap = false; // the login page, in the place of the row
      guasto(evento, "Non salvato: la sessione è scaduta. Entrate di nuovo in un’altra scheda, poi tornate qui e premete Invio.");
    }
  });

  foglio.addEventListener("htmx:afterRequest", (evento) => {
    const riga = di(evento);
    const { xhr, successful, pathInfo } = evento.detail;
    if (evento.detail.elt === riga) in_viaggio.delete(riga);
    if (!riga || !riga.isConnected || !successful || !pathInfo) return vai_o_resta();
    const saldata = riga.getAttribute("hx-post") === pathInfo.requestPath && inviate.has(xhr);
    if (saldata && !riga.querySelector(".valore-errore, .conflitto")) salvate.set(riga, inviate.get(xhr));
    segna(riga);
    vai_o_resta();
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    ricorda();
    righe().forEach((riga) => {
      // A note that became due opens; a box that is in error says so to who cannot see the red.
      if (riga.querySelector(".serve-nota")) riga.querySelector(".altro").open = true;
      riga.querySelectorAll("[aria-describedby]").forEach((campo) => {
        const errore = campo.getAttribute("aria-describedby").split(" ").some((id) => id.startsWith("e-") && document.getElementById(id));
        if (errore) campo.setAttribute("aria-invalid", "true");
        else campo.removeAttribute("aria-invalid");
      });
    });
  });

  // A row that was handed in, or taken back, is a new one: the focus goes where the work goes on.
  let ultima = null;
  foglio.addEventListener("htmx:beforeSwap", (evento) => {
    const attivo = document.activeElement;
    ultima = attivo && attivo.closest && attivo.closest(".valore") ? attivo.closest(".valore").id : null;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    if (!ultima || (document.activeElement && document.activeElement !== document.body)) return;
    const riga = document.getElementById(ultima);
    const meta = riga && (riga.querySelector(CASELLE) || riga.querySelector(".c-stato button") || riga.querySelector("summary"));
    if (meta) meta.focus();
  });

  ricorda();
  const guai = foglio.querySelector(".valore-errore, .conflitto");
  if (guai) {
    const meta = guai.closest(".valore").querySelector("[aria-invalid], .conflitto button, " + CASELLE);
    if (meta) meta.focus();
  } else if (location.hash === "#incollato") {
    document.getElementById("incollato")?.focus();
  }
})();
