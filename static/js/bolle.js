// What a browser says of a box that stops a form: in Italian and with «voi», whatever the language of the browser.
(() => {
  const giorno = (scritto) => (/^\d{4}-\d\d-\d\d$/.test(scritto) ? scritto.split("-").reverse().join("/") : scritto);
  const virgola = (scritto) => scritto.replace(".", ",");
  const vuota = (campo) => {
    if (campo.type === "checkbox") return "Spuntate la casella per andare avanti.";
    if (campo.type === "radio" || campo.matches("select")) return "Scegliete una voce.";
    if (campo.type === "file") return "Scegliete un file.";
    return campo.type === "date" ? "Scrivete la data." : "Scrivete qui: non può restare vuoto.";
  };
  const storta = { date: "La data non è completa: servono giorno, mese e anno.", number: "Scrivete un numero." };
  const diversa = {
    email: "Scrivete un indirizzo di posta, per esempio ufficio@ente.it.",
    url: "Scrivete l’indirizzo intero, per esempio https://www.ente.it/.",
  };
  const DETTO = [
    ["valueMissing", vuota],
    ["badInput", (campo) => storta[campo.type] || "Non si legge: correggetelo."],
    ["typeMismatch", (campo) => diversa[campo.type] || "Non è scritto come serve: correggetelo."],
    ["patternMismatch", (campo) => campo.title || "Non è scritto come serve: correggetelo."],
    ["tooLong", (campo) => `Al massimo ${campo.maxLength} caratteri: ora sono ${campo.value.length}.`],
    ["tooShort", (campo) => `Almeno ${campo.minLength} caratteri: ora sono ${campo.value.length}.`],
    ["rangeUnderflow", (campo) => `Non ${campo.type === "date" ? "prima del" : "meno di"} ${giorno(campo.min)}.`],
    ["rangeOverflow", (campo) => `Non ${campo.type === "date" ? "dopo il" : "più di"} ${giorno(campo.max)}.`],
    ["stepMismatch", (campo) => (campo.step ? `Scrivete un numero che va di ${virgola(campo.step)} in ${virgola(campo.step)}.` : "Scrivete un numero intero.")],
  ];

  // What was said is taken back before anything is judged again: else it would stop the form by itself.
  const taci = (modulo) => { for (const campo of modulo?.elements || []) if (campo.validity?.customError && campo.dataset.detto) { campo.setCustomValidity(""); delete campo.dataset.detto; } };
  document.addEventListener("invalid", (evento) => {
    const campo = evento.target;
    if (campo.validity.customError && !campo.dataset.detto) return; // said by the page itself
    const frase = DETTO.find(([come]) => campo.validity[come]);
    if (!frase) return;
    campo.setCustomValidity(frase[1](campo));
    campo.dataset.detto = "1";
  }, true);
  for (const nome of ["input", "change", "reset"]) document.addEventListener(nome, (evento) => taci(evento.target.form || evento.target.closest?.("form")), true);
  document.addEventListener("click", (evento) => taci(evento.target.closest("button, input")?.form), true);
})();
