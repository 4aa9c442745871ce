// Nothing that was written is lost: leaving a form asks first, and the box that stops a form is shown. A link into what
// is closed opens it.
(() => {
  const SCRITTI = "textarea, select, input:not([type=hidden], [type=checkbox], [type=radio], [type=submit])";

  const scritto = (campo) => {
    if (campo.getAttribute("aria-invalid") === "true" && campo.value) return true; // sent once, and refused
    if (campo.type === "file") return campo.files.length > 0;
    if (campo.matches("select")) {
      const prima = [...campo.options].find((voce) => voce.defaultSelected) || campo.options[0];
      return Boolean(prima) && campo.value !== prima.value;
    }
    return campo.value !== campo.defaultValue || campo.validity.badInput;
  };

  // The sheet of the values saves itself, and asks for what it could not save.
  const MODULI = "form[method=post][autocomplete=off]:not(#foglio)";
  let parte = null;
  window.addEventListener("submit", (evento) => { parte = evento.defaultPrevented ? null : evento.target; });
  window.addEventListener("pageshow", () => { parte = null; });
  window.addEventListener("beforeunload", (evento) => {
    const altri = [...document.querySelectorAll(MODULI)].filter((modulo) => modulo !== parte);
    if (altri.some((modulo) => [...modulo.elements].some((campo) => campo.matches(SCRITTI) && scritto(campo)))) evento.preventDefault();
  });

  // A browser says nothing of a box that it cannot show.
  document.addEventListener("invalid", (evento) => {
    for (let chiusa = evento.target.closest("details:not([open])"); chiusa; chiusa = chiusa.parentElement.closest("details:not([open])")) chiusa.open = true;
  }, true);

  // A link into what is closed opens it: not every browser does by itself.
  const apri = () => {
    const meta = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!meta) return;
    let chiusa = meta.closest("details:not([open])");
    if (!chiusa) return;
    for (; chiusa; chiusa = chiusa.parentElement.closest("details:not([open])")) chiusa.open = true;
    meta.scrollIntoView();
  };
  window.addEventListener("hashchange", apri);
  apri();
})();
