// The queue in fewer acts: the box of a reason takes the focus when it opens; one button sends back what has a reason,
// then validates. Without this file each does it by a button of its own.
(() => {
  // A ready reason goes after what is written, once, and may be changed.
  const aggiungi = (casella, motivo) => {
    if (!casella.value.includes(motivo)) casella.value = `${casella.value.trim()} ${motivo}`.trim();
    casella.focus();
    casella.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("click", (evento) => {
    const motivo = evento.target.closest("[data-motivo]");
    if (motivo) aggiungi(motivo.form.elements.motivo, motivo.textContent);
  });

  const valida = document.getElementById("valida");
  if (!valida || !window.htmx) return;

  document.addEventListener("click", (evento) => {
    const titolo = evento.target.closest(".rev-restituisci > summary");
    if (titolo) setTimeout(() => { if (titolo.parentElement.open) titolo.parentElement.querySelector("textarea").focus(); });
    const tutti = evento.target.closest("[data-scegli]");
    if (tutti) tutti.closest("section").querySelectorAll(".rev-scelta input").forEach((casella) => { casella.checked = true; });
  });

  const con_motivo = () => [...document.querySelectorAll(".rev-restituisci[open] form")].filter((modulo) => modulo.elements.motivo.value.trim());

  const conta = () => {
    const quanti = con_motivo().length;
    document.querySelectorAll("[data-restituisce]").forEach((parola) => { parola.textContent = quanti ? ` e restituisci ${quanti}` : ""; });
  };
  document.addEventListener("input", conta);
  document.addEventListener("toggle", conta, true);
  document.addEventListener("htmx:afterSettle", conta);
  document.querySelectorAll("[data-scegli]").forEach((tutti) => { tutti.hidden = false; });

  // Whether the value went back: when it did not, its row says why.
  const restituisci = (modulo) => new Promise((fatto) => {
    const riga = modulo.closest(".rev-voce").id;
    const FINE = ["htmx:afterSettle", "htmx:responseError", "htmx:sendError", "htmx:timeout"];
    const finita = (evento) => {
      if (evento.detail.requestConfig?.elt !== modulo) return;
      FINE.forEach((nome) => document.removeEventListener(nome, finita));
      fatto(Boolean(document.getElementById(riga)?.classList.contains("rev-fatta")));
    };
    FINE.forEach((nome) => document.addEventListener(nome, finita));
    htmx.trigger(modulo, "submit");
  });

  let in_corso = false;
  valida.addEventListener("submit", async (evento) => {
    if (in_corso) return evento.preventDefault();
    if (!con_motivo().length) return;
    evento.preventDefault();
    in_corso = true;
    const che = evento.submitter.dataset.che;
    for (let modulo = con_motivo()[0]; modulo; modulo = con_motivo()[0]) {
      if (!(await restituisci(modulo))) { in_corso = false; return; }
    }
    in_corso = false;
    const pulsante = document.querySelector(`#manda [data-che=${che}]`);
    const scelti = document.querySelector(".rev-scelta input:checked");
    if (pulsante && (scelti || pulsante.name)) valida.requestSubmit(pulsante);
  });
})();
