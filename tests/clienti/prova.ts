// What a body's programmer does with openapi-fetch and the types of openapi-typescript, which the tests have just
// generated as ./api: reads every list, writes a value with its version, imports a sheet, downloads a document.
//
//   node prova.js ADDRESS TOKEN SHEET-IN-BASE64
//
// Prints what it has done, in JSON.

import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { argv: string[] };

const [indirizzo = "", gettone = "", contenuto = ""] = process.argv.slice(2);
// A list is also given as text/csv: this program reads JSON, and problems.
const api = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl: indirizzo,
  headers: { Authorization: `Bearer ${gettone}` },
});
const ANNO = 2020;

type Problema = components["schemas"]["Problema"];
type Risposta<T> = { data?: T | undefined; error?: unknown; response: Response };

async function riuscita<T>(chiesta: Promise<Risposta<T>>): Promise<{ dati: T; response: Response }> {
  const { data, error, response } = await chiesta;
  if (data === undefined) throw new Error(`${response.status} ${response.url}: ${JSON.stringify(error)}`);
  return { dati: data, response };
}

const tutti = { params: { query: { quanti: 1000, conteggio: true } } } as const;
type Pagina = { count?: number; results: { id?: number }[] };

async function elenchi(): Promise<Record<string, number>> {
  const chiesti: Record<string, Promise<Risposta<Pagina>>> = {
    enti: api.GET("/enti", tutti),
    aree: api.GET("/aree", tutti),
    uffici: api.GET("/uffici", tutti),
    cicli: api.GET("/cicli", tutti),
    periodi: api.GET("/periodi", tutti),
    prospettive: api.GET("/prospettive", tutti),
    aree_strategiche: api.GET("/aree-strategiche", tutti),
    obiettivi_strategici: api.GET("/obiettivi-strategici", tutti),
    programmi: api.GET("/programmi", tutti),
    obiettivi_operativi: api.GET("/obiettivi-operativi", tutti),
    indicatori: api.GET("/indicatori", tutti),
    cruscotti: api.GET("/cruscotti", tutti),
    collocazioni: api.GET("/collocazioni", tutti),
    rilevazioni: api.GET("/rilevazioni", tutti),
    tavole: api.GET("/tavole", tutti),
    bilancio: api.GET("/bilancio", tutti),
    interventi: api.GET("/interventi", tutti),
    registro: api.GET("/registro", tutti),
    importazioni: api.GET("/importazioni", tutti),
    documenti: api.GET("/documenti", tutti),
    evidenze: api.GET("/evidenze", tutti),
    riaperture: api.GET("/riaperture", tutti),
    conti: api.GET("/conti", tutti),
  };
  const lette: Record<string, number> = {};
  for (const [nome, chiesto] of Object.entries(chiesti)) {
    const { dati } = await riuscita(chiesto);
    if (dati.count === undefined || dati.results.length !== Math.min(dati.count, 1000)) throw new Error(nome);
    lette[nome] = dati.count;
  }
  lette["lavori"] = (await riuscita(api.GET("/lavori"))).dati.length;
  return lette;
}

function presente<T>(valore: T | undefined): T {
  if (valore === undefined) throw new Error("manca un campo");
  return valore;
}

async function chiave(trovati: Promise<Risposta<{ results: { id?: number }[] }>>): Promise<number> {
  const [uno, altro] = (await riuscita(trovati)).dati.results;
  if (uno?.id === undefined || altro) throw new Error("non è uno solo");
  return uno.id;
}

async function valore(codice: string) {
  const periodo = await chiave(api.GET("/periodi", { params: { query: { anno: ANNO, stato: "aperto" } } }));
  const indicatore = await chiave(
    api.GET("/indicatori", { params: { query: { codice, campi: ["id", "codice"] } } }),
  );
  const { dati: creata } = await riuscita(
    api.POST("/rilevazioni", { body: { periodo, indicatore, testo: "30/06/2020" } }),
  );
  const id = presente(creata.id);
  const cercata = await chiave(api.GET("/rilevazioni", { params: { query: { periodo, indicatore } } }));
  if (cercata !== id) throw new Error(`${cercata}, non ${id}`);
  const { response } = await riuscita(api.GET("/rilevazioni/{id}", { params: { path: { id } } }));
  const versione = response.headers.get("ETag") ?? "";
  const scrivi = (testo: string) =>
    api.PUT("/rilevazioni/{id}", {
      params: { path: { id }, header: { "If-Match": versione } },
      body: { testo },
    });
  const { dati: riscritta } = await riuscita(scrivi("29/06/2020"));
  const ancora = await scrivi("28/06/2020");
  return {
    id,
    testo: riscritta.testo,
    versione_letta: versione,
    compressa: response.headers.get("Content-Encoding"),
    ancora: ancora.response.status,
    attuale: ancora.error && "attuale" in ancora.error ? ancora.error.attuale.testo : null,
  };
}

async function finche<T extends { stato?: string; messaggio?: string }>(leggi: () => Promise<Risposta<T>>, quale: string) {
  for (let giri = 0; giri < 800; giri++) {
    const { dati } = await riuscita(leggi());
    if (dati.stato === quale) return dati;
    if (dati.stato?.startsWith("fallit")) throw new Error(dati.messaggio);
    await new Promise((fatto) => setTimeout(fatto, 300));
  }
  throw new Error(`non diventa ${quale}`);
}

async function foglio() {
  const ciclo = await chiave(api.GET("/cicli", { params: { query: { anno: ANNO } } }));
  const periodo = await chiave(api.GET("/periodi", { params: { query: { ciclo, stato: "aperto" } } }));
  const { dati: caricata } = await riuscita(
    api.POST("/importazioni", {
      body: { file: "", genere: "rilevazioni", ciclo, periodo, crea: false },
      bodySerializer: (corpo) => {
        const modulo = new FormData();
        for (const [nome, dato] of Object.entries(corpo)) if (nome !== "file") modulo.set(nome, String(dato));
        modulo.set("file", new Blob([Uint8Array.from(atob(contenuto), (c) => c.charCodeAt(0))]), "valori.xlsx");
        return modulo;
      },
    }),
  );
  const id = presente(caricata.id);
  const leggi = () => api.GET("/importazioni/{id}", { params: { path: { id } } });
  const letta = await finche(leggi, "anteprima");
  const { dati: voci } = await riuscita(api.GET("/importazioni/{id}/voci", { params: { path: { id } } }));
  const impronta = letta.impronta_progetto ?? "";
  await riuscita(api.POST("/importazioni/{id}/conferma", { params: { path: { id } }, body: { impronta } }));
  await finche(leggi, "confermata");
  return { id, voci: voci.results.map((voce) => voce.tipo) };
}

async function documento() {
  const ciclo = await chiave(api.GET("/cicli", { params: { query: { anno: 2019 } } }));
  const { dati: chiesto } = await riuscita(
    api.POST("/documenti", { body: { ciclo, formato: "html", tipo: "relazione", edizione: "pubblica" } }),
  );
  const id = presente(chiesto.id);
  const pronto = await finche(() => api.GET("/documenti/{id}", { params: { path: { id } } }), "pronto");
  const { data: scaricato } = await api.GET("/documenti/{id}/file", { params: { path: { id } }, parseAs: "arrayBuffer" });
  if (!scaricato) throw new Error("non si scarica");
  const somma = new Uint8Array(await crypto.subtle.digest("SHA-256", scaricato));
  const impronta = Array.from(somma, (b) => b.toString(16).padStart(2, "0")).join("");
  return { byte: scaricato.byteLength, impronta, detta: pronto.impronta };
}

async function sbagliata(): Promise<Problema | undefined> {
  const { error } = await api.GET("/cicli", { params: { query: { anno: -1 } } });
  return error;
}

const fatto = {
  elenchi: await elenchi(),
  valore: await valore("i063"),
  foglio: await foglio(),
  documento: await documento(),
  sbagliata: (await sbagliata())?.errori?.[0]?.campo,
};
console.log(JSON.stringify(fatto));
