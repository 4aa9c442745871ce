// The page to try the API: everything comes from this site, requests carry the session and its token against forgery.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const gettone = document.querySelector('meta[name="csrf"]').content;
  window.SwaggerUIBundle({
    url: document.body.dataset.schema,
    dom_id: "#api",
    deepLinking: true,
    displayRequestDuration: true,
    validatorUrl: null,
    presets: [window.SwaggerUIBundle.presets.apis],
    requestInterceptor: (richiesta) => {
      if (!["GET", "HEAD", "OPTIONS"].includes((richiesta.method || "GET").toUpperCase())) {
        richiesta.headers["X-CSRFToken"] = gettone;
      }
      return richiesta;
    },
  });
});
