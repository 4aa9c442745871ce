// What the Italian guidelines for interoperability (AgID, "Linee guida sull'interoperabilità tecnica") ask of the
// description of an API, written here for Spectral with the severities of the profile "Italian Guidelines" of the
// checker that the public administration uses (italia/api-oas-checker). Its own rule files are not copied: these say
// the same of what we describe, name by name; those of OAuth, of Swagger 2 and of the PDND, which we have not, are out.

import { defined, enumeration, falsy, pattern, schema, truthy, undefined as nothing, xor } from "@stoplight/spectral-functions";
import { oas } from "@stoplight/spectral-rulesets";

const DEL_LIMITE = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];
const PROBLEMA = { function: enumeration, functionOptions: { values: ["application/problem+json"] } };
const errore = (given, then, message) => ({ given, then, message, severity: "error" });

export default {
  extends: [oas],
  rules: {
    "paths-status": errore("$.paths", { field: "/status", function: truthy }, "Manca /status, per sapere se il servizio risponde."),
    "paths-status-problem": errore("$.paths['/status'].get.responses[*].content.*~", PROBLEMA, "/status risponde con un problema, anche quando va tutto bene."),
    "paths-kebab-case": errore("$.paths[*]~", { function: pattern, functionOptions: { match: "^(/[a-z0-9.-]+|/{[A-Za-z0-9_]+})+$" } }, "{{value}}: minuscole e trattini, senza barra in fondo."),
    "use-problem-json-for-errors": errore("$.paths[*][*].responses[?(@property.match(/^[45]/))].content.*~", PROBLEMA, "Un errore è application/problem+json: {{path}}"),
    "use-problem-schema": errore("$.paths[*][*].responses[?(@property.match(/^[45]/))].content[*].schema.properties", { function: schema, functionOptions: { schema: { type: "object", required: ["title", "status", "detail"] } } }, "Un problema ha title, status e detail: {{path}}"),
    "missing-ratelimit": errore("$.paths[*][*].responses[?(@property.match(/^[24]/))].headers", { function: schema, functionOptions: { schema: { type: "object", required: DEL_LIMITE } } }, "Mancano le intestazioni del limite: {{path}}"),
    "missing-retry-after": errore("$.paths[*][*].responses[?(@property == '429' || @property == '503')].headers", { field: "Retry-After", function: truthy }, "Manca Retry-After: {{path}}"),
    "responses-have-headers": errore("$.paths[*][*].responses[*]", { field: "headers", function: defined }, "Una risposta dice le sue intestazioni: {{path}}"),
    "cache-responses": errore("$.paths[*][*].responses[?(@property.match(/^2/))].headers", { function: xor, functionOptions: { properties: ["Expires", "Cache-Control"] } }, "Si dice quanto vale la copia, con Cache-Control o Expires: {{path}}"),
    "cache-responses-documented": errore("$.paths[*][*].responses[*].headers['Cache-Control']", { field: "description", function: pattern, functionOptions: { match: "max-age|private|no-store|no-cache|no-transform" } }, "La descrizione di Cache-Control dice quale: {{path}}"),
    "http-request-no-body": errore("$.paths[*][get,delete,head].requestBody", { function: nothing }, "GET, HEAD e DELETE non hanno un corpo: {{path}}"),
    "http-response-content-2xx": errore("$.paths[*][*].responses[?(@property.match(/^20[01236]$/))]", { field: "content", function: truthy }, "Una risposta riuscita dice che cosa contiene: {{path}}"),
    "http-response-schema-2xx": errore("$.paths[*][*].responses[?(@property.match(/^20[01236]$/))].content[*]", { field: "schema", function: truthy }, "Ogni contenuto ha il suo schema: {{path}}"),
    "http-response-no-content": errore("$.paths[*][*].responses[?(@property.match(/^20[45]$/))]", { field: "content", function: falsy }, "204 e 205 non hanno un contenuto: {{path}}"),
    "integer-format": errore("$..[?(@ && @.type == 'integer')]", { field: "format", function: enumeration, functionOptions: { values: ["int32", "int64"] } }, "Un intero dice quanti bit vuole: {{path}}"),
    "integer-has-format": errore("$..[?(@ && @.type == 'integer')]", { field: "format", function: truthy }, "Un intero dice quanti bit vuole: {{path}}"),
    "number-has-format": errore("$..[?(@ && @.type == 'number')]", { field: "format", function: truthy }, "Un numero dice che numero è: {{path}}"),
    "has-contact": errore("$.info", { field: "contact", function: truthy }, "Manca chi risponde dell'API."),
    "has-summary": errore("$.info", [{ field: "summary", function: truthy }, { field: "x-summary", function: truthy }], "Manca che cosa è l'API, in una riga."),
    "use-semver": errore("$.info.version", { function: pattern, functionOptions: { match: "^\\d+\\.\\d+\\.\\d+" } }, "La versione è di tre numeri."),
    "servers-use-https": errore("$.servers[?(@['x-sandbox'] != true)]", [{ field: "url", function: pattern, functionOptions: { match: "^https://" } }, { field: "description", function: truthy }], "Un server è https, e dice che cos'è."),
    "no-forbidden-headers": errore(["$.paths[*][*].parameters[?(@.in == 'header')].name", "$.paths[*][*].responses[*].headers.*~"], { function: pattern, functionOptions: { notMatch: "/^(accept|content-type|authorization)$/i" } }, "{{value}} non si descrive fra le intestazioni."),
    "no-x-headers": errore(["$.paths[*][*].parameters[?(@.in == 'header')].name", "$.paths[*][*].responses[*].headers.*~"], { function: pattern, functionOptions: { notMatch: "/^x-/i" } }, "{{value}}: le intestazioni non cominciano con X- (RFC 6648)."),
    "sec-credentials-parameters": errore("$.paths[*][*].parameters[?(@.in == 'query' || @.in == 'path')].name", { function: pattern, functionOptions: { notMatch: "/password|secret|apikey/i" } }, "Niente segreti negli indirizzi: {{value}}"),
    "sec-apikeys-url": errore("$.components.securitySchemes[?(@.type == 'apiKey')].in", { function: pattern, functionOptions: { notMatch: "^query$" } }, "Una chiave non viaggia nell'indirizzo."),
    "operations-say-who-may": errore("$.paths[*][get,post,put,patch,delete]", { field: "security", function: defined }, "Un'operazione dice chi la può chiedere, fosse anche chiunque: {{path}}"),
  },
};
