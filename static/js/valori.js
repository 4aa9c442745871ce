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
  const incompleta = (riga) => campi(riga).some((campo) => campo.validity.badInput);

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
    if (!cambiata(riga) || incompleta(riga) || riga.querySelector(".conflitto")) return;
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
    if (evento.key === "Enter") {
      evento.preventDefault();
      if (evento.repeat) return;
      if (incompleta(riga)) return campi(riga).find((altro) => altro.validity.badInput).reportValidity();
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

  let parte = false;
  foglio.addEventListener("submit", () => { parte = true; });
  window.addEventListener("beforeunload", (evento) => {
    if (!parte && righe().some(cambiata)) evento.preventDefault();
  });

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
    if (riga) inviate.set(evento.detail.xhr, scritta(riga));
  });

  const guasto = (evento, frase) => {
    const riga = di(evento);
    if (riga) [chieste, provate].forEach((mappa) => mappa.delete(riga));
    annuncio.textContent = frase;
    const detto = riga && riga.querySelector(".c-detto");
    if (!detto) return;
    detto.querySelectorAll(".valore-guasto").forEach((altro) => altro.remove());
    const riquadro = document.createElement("p");
    riquadro.className = "valore-errore valore-guasto";
    riquadro.textContent = frase;
    detto.prepend(riquadro);
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
    if (!riga || !riga.isConnected || !successful || !pathInfo) return;
    const saldata = riga.getAttribute("hx-post") === pathInfo.requestPath && inviate.has(xhr);
    if (saldata && !riga.querySelector(".valore-errore, .conflitto")) salvate.set(riga, inviate.get(xhr));
    segna(riga);
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
  }
})();
