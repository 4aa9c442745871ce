// The rows of an indicator: another one without a new page, and only the fields that its kind has. Without this script
// there are two blank rows at a time, and every field is shown.
"use strict";

(() => {
  const modulo = document.getElementById("indicatore");
  if (!modulo) return;
  const quante = modulo.elements.namedItem("nuove");
  const bottone = document.getElementById("aggiungi-riga");
  const nuova = document.getElementById("riga-nuova");

  bottone.hidden = false;
  bottone.addEventListener("click", () => {
    const n = Number(quante.value) || 0;
    const riga = nuova.content.cloneNode(true);
    for (const elemento of riga.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const nome of ["name", "id", "for", "aria-describedby"]) {
        const valore = elemento.getAttribute(nome);
        if (valore) elemento.setAttribute(nome, valore.replace("n__n__", `n${n}`));
      }
    }
    quante.value = String(n + 1);
    document.getElementById("altre-righe").append(riga);
    document.getElementById(`id_n${n}-cruscotto`).focus();
  });

  const tipo = modulo.elements.namedItem("tipo");
  const mostra = () => {
    for (const parte of modulo.querySelectorAll("[data-tipi]")) {
      const scritta = parte.querySelector("textarea");
      parte.hidden = parte.dataset.tipi !== tipo.value && !(scritta && scritta.value);
    }
  };
  tipo.addEventListener("change", mostra);
  mostra();
})();
