// Swagger UI offers the first type of a body: the form, with its file picker, is what a person wants to try.
const methods = ["get", "put", "post", "delete", "patch"];
const response = await fetch("/openapi.json");
const spec = await response.json();
for (const path of Object.values(spec.paths)) {
  for (const method of methods) {
    const content = path[method]?.requestBody?.content;
    const form = content?.["multipart/form-data"];
    if (form) path[method].requestBody.content = { "multipart/form-data": form, ...content };
  }
}
SwaggerUIBundle({ spec, dom_id: "#swagger-ui", deepLinking: true, tryItOutEnabled: true });
