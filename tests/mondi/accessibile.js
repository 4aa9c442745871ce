// What axe does not measure. An expression: an object of functions, each of which gives lines to read.
({
  // The bars that stay, put back in their place and let go again: axe judges one place of the page, the wheel moves it.
  sciolte() {
    for (const e of document.querySelectorAll("body *")) {
      if (getComputedStyle(e).position === "sticky") {
        e.style.position = "relative";
        e.dataset.sciolta = "";
      }
    }
  },
  legate() {
    for (const e of document.querySelectorAll("[data-sciolta]")) {
      e.style.position = "";
      delete e.dataset.sciolta;
    }
  },

  // What takes the focus and is not seen, going down the page and back up.
  coperti() {
    const guasti = [];
    const si_raggiunge = (e) => !e.disabled && e.getClientRects().length
      && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
      && !e.closest("details:not([open]) > :not(summary:first-of-type)");
    const prova = (e) => {
      e.focus();
      if (document.activeElement !== e) return;
      // Of what goes on for lines, the first; of a box that its label draws, the label.
      const disegnato = (e.matches("[type=file], [type=checkbox], [type=radio]") && e.closest("label")) || e;
      const r = disegnato.getClientRects()[0];
      if (r.width < 2 || r.height < 2) return;
      const nome = (e.innerText || e.getAttribute("aria-label") || e.name || e.tagName).trim().slice(0, 50);
      const alto = Math.max(r.top, 0);
      const basso = Math.min(r.bottom, innerHeight);
      // Of a box for long texts, the line in which one writes.
      const intero = e.tagName === "TEXTAREA" ? 24 : Math.min(r.height / 2, innerHeight / 3);
      if (basso - alto < intero - 1) {
        guasti.push(`«${nome}» resta fuori: da ${Math.round(r.top)} a ${Math.round(r.bottom)} su ${innerHeight}`);
        return;
      }
      const x = (Math.max(r.left, 0) + Math.min(r.right, innerWidth)) / 2;
      for (const y of [alto + 2, (alto + basso) / 2, basso - 2]) {
        const sopra = document.elementFromPoint(x, y);
        if (!sopra || disegnato.contains(sopra) || sopra.contains(disegnato)) continue;
        guasti.push(`«${nome}» è coperto da ${sopra.outerHTML.slice(0, 80)}`);
        return;
      }
    };
    const tutti = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
      .filter(si_raggiunge);
    tutti.forEach(prova);
    tutti.reverse().forEach(prova);
    if (document.activeElement) document.activeElement.blur();
    return [...new Set(guasti)];
  },

  // Text that is cut, or lies on other text, with the spaces of a person.
  tagliati(spazi) {
    const foglio = new CSSStyleSheet(); // a <style> would be against the policy
    foglio.replaceSync(spazi);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, foglio];
    const guasti = [];
    const per_l_orecchio = (e, s) => s.clipPath !== "none" || (s.clip !== "auto" && s.position === "absolute");
    const detto = (e) => (e.innerText || e.textContent).trim().slice(0, 60);
    const scritte = [];
    const nodi = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodi.nextNode()) {
      const nodo = nodi.currentNode;
      const padre = nodo.parentElement;
      if (!nodo.data.trim() || padre.closest("script, style, svg, select, datalist, template")) continue;
      if (!padre.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true, opacityProperty: true })) continue;
      const cornici = [];
      let salta = false;
      for (let e = padre; e && e !== document.body; e = e.parentElement) {
        const s = getComputedStyle(e);
        if (per_l_orecchio(e, s) || /sticky|fixed/.test(s.position)) salta = true;
        if (s.display !== "inline" && (s.overflowX !== "visible" || s.overflowY !== "visible")) cornici.push([e, s]);
      }
      if (salta) continue;
      const tratto = document.createRange();
      tratto.selectNodeContents(nodo);
      for (const r of tratto.getClientRects()) {
        let { left, right, top, bottom } = r;
        for (const [e, s] of cornici) {
          const c = e.getBoundingClientRect();
          const scorre = /auto|scroll/.test(s.overflowX + s.overflowY);
          if (!scorre && (right > c.right + 2 || bottom > c.bottom + 2 || left < c.left - 2 || top < c.top - 2)) {
            guasti.push(`tagliato: «${detto(padre)}» in ${e.tagName}.${e.className}`);
          }
          [left, right] = [Math.max(left, c.left), Math.min(right, c.right)];
          [top, bottom] = [Math.max(top, c.top), Math.min(bottom, c.bottom)];
        }
        if (right - left > 2 && bottom - top > 2) scritte.push({ left, right, top, bottom, nodo, padre });
      }
    }
    scritte.sort((a, b) => a.top - b.top);
    scritte.forEach((a, i) => {
      for (let j = i + 1; j < scritte.length && scritte[j].top < a.bottom; j++) {
        const b = scritte[j];
        if (a.nodo === b.nodo) continue;
        const largo = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const alto = Math.min(a.bottom, b.bottom) - b.top;
        if (largo > 2 && alto > Math.min(a.bottom - a.top, b.bottom - b.top) / 3) {
          guasti.push(`sovrapposti: «${detto(a.padre)}» e «${detto(b.padre)}»`);
        }
      }
    });
    const larga = document.documentElement.scrollWidth;
    if (larga > innerWidth) guasti.push(`larga ${larga} px in una finestra di ${innerWidth}`);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((f) => f !== foglio);
    return [...new Set(guasti)];
  },

  // Buttons without an edge, and current items like those beside them.
  persi() {
    const guasti = [];
    const si_vede = (e) => e.getClientRects().length && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    const testo = (e) => (e.innerText || e.value || e.getAttribute("aria-label") || "").trim().slice(0, 50);
    const bordi = (s) => ["Top", "Right", "Bottom", "Left"].map((l) => (s[`border${l}Style`] === "none" ? 0 : parseFloat(s[`border${l}Width`])));
    for (const e of document.querySelectorAll("button, .btn, input[type=submit], label:has(> input[type=file])")) {
      const s = getComputedStyle(e);
      if (!si_vede(e) || e.closest("[aria-hidden=true]") || s.textDecorationLine.includes("underline")) continue;
      if (bordi(s).some((spesso) => spesso < 1)) guasti.push(`il pulsante «${testo(e)}» non ha bordo`);
    }
    const aspetto = (e) => {
      const s = getComputedStyle(e);
      return [bordi(s), s.borderBottomColor, s.backgroundColor, s.color, s.outlineStyle, s.textDecorationLine].join();
    };
    for (const e of document.querySelectorAll("[aria-current]:not([aria-current=false])")) {
      const gruppo = e.closest("ul, ol, nav");
      if (!gruppo || !si_vede(e)) continue;
      const altri = [...gruppo.querySelectorAll("a")].filter((a) => !a.hasAttribute("aria-current") && si_vede(a));
      if (altri.some((a) => aspetto(a) === aspetto(e))) guasti.push(`«${testo(e)}» è la voce di adesso, e non si distingue`);
    }
    return [...new Set(guasti)];
  },
})
