// «/» leads to the search, as in the programs that people know: to the box of the page, or to the page that has one.
(() => {
  const SCRIVE = "input, textarea, select, [contenteditable]";
  document.addEventListener("keydown", (evento) => {
    if (evento.key !== "/" || evento.ctrlKey || evento.metaKey || evento.altKey || evento.defaultPrevented) return;
    if (evento.target instanceof Element && evento.target.closest(SCRIVE)) return;
    const casella = [...document.querySelectorAll("#cerca-qui, #cerca-testata")].find((c) => c.checkVisibility());
    evento.preventDefault();
    if (casella) { casella.focus(); casella.select(); return; }
    const collegamento = document.querySelector(".testata-cerca-pagina");
    if (collegamento) window.location.assign(collegamento.href);
  });
})();
