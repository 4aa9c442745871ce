// A copy is compared here, in the browser: nothing of it leaves. The site is asked for a SHA-256 only.
(() => {
  const zona = document.getElementById("verifica-zona");
  const scelta = document.getElementById("verifica-file");
  const posto = document.getElementById("verifica-esito");
  if (!zona || !window.crypto || !window.crypto.subtle) return; // only the field for the hash is left
  zona.hidden = false;

  const MASSIMO = 500 * 1024 * 1024;
  const AL_PIU = 6; // ends of a PDF that are tried: a file signed many times has one for each signature
  const FINE = [37, 37, 69, 79, 70]; // %%EOF
  const AGGIUNTE = "Questa copia porta una firma o altre aggiunte, attorno al contenuto sigillato o dopo. Il sito risponde solo di quel contenuto: le aggiunte possono cambiare ciò che si vede, e il file può non essere più accessibile (PDF/UA) né da archivio (PDF/A). Se avete dubbi, leggete l’originale.";
  const PDF = [37, 80, 68, 70, 45]; // %PDF-
  const ENTRO = 4096; // bytes before a PDF that a signature (.p7m) is around
  let turno = 0;

  const impronta = async (byte) => {
    const somma = new Uint8Array(await crypto.subtle.digest("SHA-256", byte));
    return [...somma].map((b) => b.toString(16).padStart(2, "0")).join("");
  };

  const chiedi = async (somma) => {
    const risposta = await fetch(`${zona.dataset.indirizzo}${somma}/`, { headers: { Accept: "application/json" }, credentials: "omit", cache: "no-store" });
    if (!risposta.ok) throw new Error(String(risposta.status));
    return risposta.json();
  };

  // Where the file ended before what was added to it: after each %%EOF, with the end of line that follows it or without.
  const fini = (byte) => {
    const trovate = [];
    let quanti = 0;
    for (let i = byte.indexOf(37); i >= 0 && quanti < AL_PIU; i = byte.indexOf(37, i + 1)) {
      if (!FINE.every((b, j) => byte[i + j] === b)) continue;
      quanti += 1;
      let dopo = i + FINE.length;
      trovate.push(dopo);
      if (byte[dopo] === 13) trovate.push(dopo += 1);
      if (byte[dopo] === 10) trovate.push(dopo += 1);
    }
    return trovate.filter((dove) => dove < byte.length);
  };

  // Where a PDF begins: at once, or inside the signature that is around it.
  const inizio = (byte) => {
    for (let i = byte.indexOf(37); i >= 0 && i < ENTRO; i = byte.indexOf(37, i + 1)) {
      if (PDF.every((b, j) => byte[i + j] === b)) return i;
    }
    return -1;
  };

  const giudica = async (byte) => {
    const intera = await chiedi(await impronta(byte));
    const da = inizio(byte);
    if (intera.esito !== "non_nostra" || da < 0) return intera;
    for (const dove of fini(byte)) {
      const parte = await chiedi(await impronta(byte.subarray(da, dove)));
      if (parte.esito !== "non_nostra") return { ...parte, aggiunte: true };
    }
    return intera;
  };

  const riga = (dentro, testo) => {
    const p = document.createElement("p");
    p.textContent = testo;
    dentro.append(p);
    return p;
  };

  const link = (dentro, testo, indirizzo) => {
    if (!indirizzo) return;
    const a = document.createElement("a");
    a.textContent = testo;
    a.href = new URL(indirizzo).pathname; // on this site, however it is reached
    const voce = document.createElement("li");
    voce.append(a);
    dentro.append(voce);
  };

  const mostra = (nome, risposta) => {
    const scheda = document.createElement("div");
    scheda.className = `pub-esito pub-esito-${risposta.aggiunte ? "aggiunte" : risposta.esito}`;
    const titolo = document.createElement("h2");
    titolo.textContent = risposta.aggiunte ? `${risposta.titolo}, con delle aggiunte` : risposta.titolo;
    scheda.append(titolo);
    riga(scheda, `La vostra copia: ${nome}.`).className = "pub-copia";
    riga(scheda, risposta.frase);
    if (risposta.aggiunte) riga(scheda, AGGIUNTE);
    const elenco = document.createElement("ul");
    link(elenco, "Il file com’è stato sigillato", risposta.originale);
    link(elenco, "La Relazione in vigore", risposta.relazione);
    if (elenco.children.length) scheda.append(elenco);
    posto.replaceChildren(scheda);
  };

  const avvisa = (testo) => {
    posto.replaceChildren();
    riga(posto, testo);
  };

  const verifica = async (file) => {
    const mio = (turno += 1);
    if (file.size > MASSIMO) return avvisa(`«${file.name}» è troppo grande per il browser: calcolatene l’impronta con il comando qui sotto.`);
    avvisa(`Calcolo l’impronta di «${file.name}»…`);
    try {
      const risposta = await giudica(new Uint8Array(await file.arrayBuffer()));
      if (mio === turno) mostra(file.name, risposta);
    } catch (errore) {
      if (mio === turno) avvisa("Non riesco a leggere il file o a chiedere al sito: controllate la rete e riprovate.");
    }
  };

  scelta.addEventListener("change", () => { if (scelta.files.length) verifica(scelta.files[0]); });
  for (const evento of ["dragover", "dragenter"]) zona.addEventListener(evento, (e) => { e.preventDefault(); zona.classList.add("pub-sopra-zona"); });
  zona.addEventListener("dragleave", () => zona.classList.remove("pub-sopra-zona"));
  zona.addEventListener("drop", (e) => {
    e.preventDefault();
    zona.classList.remove("pub-sopra-zona");
    if (e.dataTransfer.files.length) verifica(e.dataTransfer.files[0]);
  });
})();
