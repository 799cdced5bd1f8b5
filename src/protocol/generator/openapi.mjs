// openapi.json: every route with its parameters, bodies, answers and errors, as OpenAPI 3.1. Pure and deterministic.
import { byStatus, errorsOfRoute, successOf } from "./answers.mjs";
import { sampleOf } from "./curl.mjs";
import { fieldSchema, objectSchema, schemasFor } from "./json_schema.mjs";

const about = `What a script or another client relies on. Readable, with an example for every route: [/docs](/docs). What arrives
by WebSocket stands in [asyncapi.json](/api/v1/asyncapi.json).

Times are RFC 3339 in UTC with milliseconds, ids are opaque, lengths are Unicode code points. Unknown fields of a request
are refused by name; answers may grow. Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`.`;

const securitySchemes = {
  cookie: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-chatelier",
    description: "Set by signing in or up. Over plain http, on this machine only, its name is `chatelier`.",
  },
  csrf: {
    type: "apiKey",
    in: "header",
    name: "X-CSRF-Token",
    description:
      "Beside the cookie with every method but GET, together with an `Origin` or `Sec-Fetch-Site` of the same origin. " +
      "Its value comes with signing in and from `GET /me`.",
  },
  bearer: {
    type: "http",
    scheme: "bearer",
    description:
      "A token for scripts, in place of cookie, CSRF token and origin. Routes that make one are still to come.",
  },
};

function securityOf({ access, method }) {
  if (access === "anyone") return [];
  return [method === "GET" ? { cookie: [] } : { cookie: [], csrf: [] }, { bearer: [] }];
}

function parametersOf(route) {
  const inPath = route.params.map((field) => ({
    name: field.name,
    in: "path",
    required: true,
    schema: fieldSchema(field, { sent: true }),
    ...(field.absent ? { "x-absent": field.absent } : {}),
  }));
  const inQuery = route.query.map((field) => ({
    name: field.name,
    in: "query",
    ...(field.description ? { description: field.description } : {}),
    ...(field.shape.kind === "list" ? { style: "form", explode: false } : {}),
    schema: fieldSchema({ ...field, description: undefined }, { sent: true }),
  }));
  const idempotency = { $ref: "#/components/parameters/IdempotencyKey" };
  return [...inPath, ...inQuery, ...(route.nonce ? [idempotency] : [])];
}

function bodyOf(model, examples, route) {
  const required = route.body.some((field) => !field.optional && field.default === undefined);
  const example = sampleOf(model, examples, route);
  return {
    required,
    content: { "application/json": { schema: objectSchema(route.body, { sent: true }), example } },
  };
}

const json = (name) => ({ "application/json": { schema: { $ref: `#/components/schemas/${name}` } } });
const header = (name) => ({ $ref: `#/components/headers/${name}` });

function successes(model, route) {
  const words = model.types.get(route.answer)?.description ?? route.description;
  const headers = {
    "X-Request-Id": header("RequestId"),
    ...(["auth.register", "auth.login"].includes(route.name)
      ? { "Set-Cookie": header("SessionCookie") }
      : {}),
  };
  return successOf(route).map((status) => [
    status,
    { description: words, headers, ...(route.answer ? { content: json(route.answer) } : {}) },
  ]);
}

const waiting = new Set([429, 503]);

const problem = ([status, errors]) => [
  status,
  {
    description: errors.map((error) => `\`${error.code}\`: ${error.title}`).join("  \n"),
    headers: {
      "X-Request-Id": header("RequestId"),
      ...(waiting.has(status) ? { "Retry-After": header("RetryAfter") } : {}),
    },
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    "x-codes": errors.map((error) => error.code),
  },
];

function operation(model, examples, route) {
  return {
    operationId: route.name,
    tags: [route.feature],
    summary: route.description,
    "x-access": route.access,
    "x-rate": route.rate,
    ...(route.exclusive ? { "x-exclusive": route.exclusive } : {}),
    security: securityOf(route),
    parameters: parametersOf(route),
    ...(route.takesBody ? { requestBody: bodyOf(model, examples, route) } : {}),
    responses: {
      ...Object.fromEntries([
        ...successes(model, route),
        ...byStatus(errorsOfRoute(model, route)).map(problem),
      ]),
      default: { $ref: "#/components/responses/Refused" },
    },
  };
}

function pathsOf(model, examples) {
  const paths = {};
  for (const route of model.routes) {
    paths[route.path] ??= {};
    paths[route.path][route.method.toLowerCase()] = operation(model, examples, route);
  }
  return paths;
}

const components = {
  securitySchemes,
  parameters: {
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      description: "In place of `nonce` in the body: the same one again gives the first result again.",
      schema: { type: "string", format: "uuid" },
    },
  },
  headers: {
    RequestId: {
      description: "Names this request in the server's log.",
      required: true,
      schema: { type: "string" },
    },
    RetryAfter: {
      description: "Seconds after which the same request may succeed.",
      required: true,
      schema: { type: "integer", minimum: 1 },
    },
    SessionCookie: { description: "The session: HttpOnly, SameSite=Lax.", schema: { type: "string" } },
  },
  responses: {
    Refused: {
      description: "What HTTP itself gets wrong, refused before any route is looked up.",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  },
};

export function emitOpenApi(model, { guide, examples }) {
  const document = {
    openapi: "3.1.0",
    info: {
      title: "Chatelier",
      version: "1",
      summary: "A room where you talk and draw.",
      description: about,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api/v1" }],
    tags: Object.entries(guide.features)
      .filter(([feature]) => model.routes.some((route) => route.feature === feature))
      .map(([name, { title, about: description }]) => ({ name, description, "x-displayName": title })),
    "x-rates": Object.fromEntries(model.rates.map(({ name, ...limits }) => [name, limits])),
    "x-accesses": guide.access,
    paths: pathsOf(model, examples),
    components,
  };
  document.components = { ...components, schemas: schemasFor(model, document) };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}
