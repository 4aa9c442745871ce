// A proposed target is written in its field at a click; without this script it is only read.
for (const bottone of document.querySelectorAll(".piano-prendi")) {
  bottone.hidden = false;
  bottone.parentElement.querySelector(".piano-testo").hidden = true;
  bottone.addEventListener("click", () => {
    const campo = document.getElementById(bottone.dataset.in);
    campo.value = bottone.dataset.testo;
    campo.dispatchEvent(new Event("input", { bubbles: true }));
    campo.focus();
  });
}
