// Judges a description of the API: Redocly's recommended rules, Spectral's own for OpenAPI, and the guidelines of the
// public administration. Errors and warnings are told alike; with one, it ends with 1.
//
//   node regole.mjs FILE.json

import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectralCore from "@stoplight/spectral-core";
import parsers from "@stoplight/spectral-parsers";
import lineeGuida from "./linee_guida.mjs";

const file = process.argv[2];
const testo = readFileSync(file, "utf-8");
const trovati = [];

const config = await createConfig({ extends: ["recommended"] });
for (const p of await lintFromString({ source: testo, absoluteRef: file, config })) {
  trovati.push(`Redocly ${p.ruleId}: ${p.message} ${p.location[0]?.pointer ?? ""}`);
}

const spectral = new spectralCore.Spectral();
spectral.setRuleset(lineeGuida);
const documento = new spectralCore.Document(testo, parsers.Json, file);
for (const p of await spectral.run(documento)) {
  trovati.push(`Spectral ${p.code}: ${p.message} ${p.path.join(" › ")}`);
}

for (const riga of trovati.slice(0, 40)) console.error(riga);
if (trovati.length > 40) console.error(`… e altri ${trovati.length - 40}`);
process.exit(trovati.length ? 1 : 0);
