// The sum of each group of weights while one types. Without it the sums come back with the preview.
"use strict";

(() => {
  const leggi = (testo) => {
    const nudo = testo.trim().replace(/\s/g, "");
    if (!nudo) return null;
    const normale = nudo.includes(",") || /^[1-9]\d{0,2}(\.\d{3})+$/.test(nudo) ? nudo.replace(/\./g, "").replace(",", ".") : nudo;
    return /^\d+(\.\d+)?$/.test(normale) ? Number(normale) : NaN;
  };
  const scrivi = (numero) => numero.toLocaleString("it-IT", { maximumFractionDigits: 4 });

  const somma = (gruppo) => {
    const riga = gruppo.querySelector(".var-somma");
    const totale = leggi(gruppo.dataset.totale);
    const pesi = [...gruppo.querySelectorAll("input")].map((campo) => leggi(campo.value)).filter((peso) => peso !== null);
    if (pesi.some(Number.isNaN)) {
      riga.textContent = "C’è un peso che non si legge";
      riga.classList.add("var-sbagliata");
      return;
    }
    const fatta = Math.round(pesi.reduce((tutto, peso) => tutto + peso, 0) * 1e4) / 1e4;
    const sbagliata = pesi.length > 0 && fatta !== totale;
    riga.textContent = pesi.length
      ? `Somma ${scrivi(fatta)} di ${scrivi(totale)}${sbagliata ? ": da correggere" : ""}`
      : "Nessun peso: contano allo stesso modo";
    riga.classList.toggle("var-sbagliata", sbagliata);
  };

  document.querySelectorAll(".var-pesi").forEach((gruppo) => {
    gruppo.addEventListener("input", () => somma(gruppo));
  });
})();
