// Starts the API viewer on the document of this door. A login in it is a browser's: the session stands in a
// cookie that no script reads, and its acts carry the token that the login, or the session itself, told.
let csrf = "";

function keep(response) {
  const told = response.body || response.obj || {};
  if (told.csrfToken) csrf = told.csrfToken;
  return response;
}

fetch("/api/v1/identity/show-session")
  .then((answer) => answer.json())
  .then((told) => keep({ body: told }));

window.ui = SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#viewer",
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "list",
  tryItOutEnabled: true,
  requestInterceptor: (request) => {
    if (csrf) request.headers["X-CSRF-Token"] = csrf;
    return request;
  },
  responseInterceptor: keep,
});
