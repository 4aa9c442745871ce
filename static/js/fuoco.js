// The style sheet of the design system draws its ring around what has the focus, but for what a mouse has put it on: it
// wants to be told by this attribute. It is all that the site used of the package's script.
(() => {
  let mouse = false;
  document.addEventListener("keydown", () => { mouse = false; });
  document.addEventListener("mousedown", () => { mouse = true; });
  document.addEventListener("focusin", ({ target }) => { if (mouse) target.setAttribute("data-focus-mouse", "true"); });
  document.addEventListener("focusout", ({ target }) => { target.setAttribute("data-focus-mouse", "false"); });
})();
