// The curl examples of the reference: one for every route, made from the schema and the values in examples.json, in an
// order in which they really run. A value `$name` is a variable of the reader's shell. Pure.
import { successOf } from "./answers.mjs";
import { SchemaError } from "./shape.mjs";

const variable = /^\$([a-z_]+)$/;
const signsIn = (route) => ["auth.register", "auth.login"].includes(route.name);
const needed = (field) => !field.optional && field.default === undefined;

function valueOf(examples, route, field) {
  const value = examples.fields[field.name];
  if (value === undefined)
    throw new SchemaError(`examples.json: no value for '${field.name}', which ${route.name} needs`);
  return value;
}

function bodyOf(examples, route, step) {
  const known = new Set(route.body.map((field) => field.name));
  for (const name of Object.keys(step.body ?? {}))
    if (!known.has(name)) throw new SchemaError(`examples.json: ${route.name} has no field '${name}'`);
  const all = route.body
    .filter((field) => needed(field) || step.body?.[field.name] !== undefined)
    .map((field) => [field.name, step.body?.[field.name] ?? valueOf(examples, route, field)]);
  return Object.fromEntries(all);
}

// Numbers stand bare, texts in their quotes; both leave the shell's single quotes for a moment.
function jsonFor(shell, route) {
  const numbers = new Set(
    route.body.filter((field) => field.shape.kind === "integer").map((field) => field.name),
  );
  const text = JSON.stringify(shell, undefined, 1)
    .replaceAll(/\n\s*/g, " ")
    .replaceAll(/([[{]) | ([\]}])/g, "$1$2");
  if (text.includes("'")) throw new SchemaError(`examples.json: ${route.name}: no apostrophes`);
  return text.replaceAll(/"(\w+)": "\$(\w+)"|"\$(\w+)"/g, (_, key, value, inside) => {
    if (inside) return `"'$${inside}'"`;
    return numbers.has(key) ? `"${key}": '$${value}'` : `"${key}": "'$${value}'"`;
  });
}

function headersOf(route) {
  const headers = [];
  if (route.method !== "GET" && route.access !== "anyone")
    headers.push(`-H "X-CSRF-Token: $csrf"`, `-H "Origin: $origin"`);
  if (route.nonce) headers.push(`-H "Idempotency-Key: $nonce"`);
  return headers;
}

function curl(examples, route, step) {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) => `$${step.path?.[name] ?? name}`);
  const query = new URLSearchParams(step.query ?? {}).toString();
  const body = bodyOf(examples, route, step);
  const hasBody = Object.keys(body).length > 0;
  const method = route.method === (hasBody ? "POST" : "GET") ? "" : `-X ${route.method} `;
  const jar = signsIn(route) ? "-c jar" : "-b jar";
  const session = route.access === "anyone" && jar === "-b jar" ? "" : `${jar} `;
  const lines = [`curl ${session}${method}"$base${path}${query ? `?${query}` : ""}"`, ...headersOf(route)];
  if (hasBody) lines.push("-H 'Content-Type: application/json'", `-d '${jsonFor(body, route)}'`);
  return lines.join(" \\\n  ");
}

function stepOf(model, examples, step) {
  const route = model.routes.find((it) => it.name === step.route);
  if (!route) throw new SchemaError(`examples.json: there is no route ${step.route}`);
  const status = step.status ?? route.status;
  if (!successOf(route).includes(status))
    throw new SchemaError(`examples.json: ${route.name} never answers ${status}`);
  return {
    ...step,
    status,
    keep: step.keep ?? {},
    cookie: signsIn(route),
    text: curl(examples, route, step),
  };
}

/** Every example, in the order in which they run. */
export function examplesOf(model, examples) {
  const steps = examples.steps.map((step) => stepOf(model, examples, step));
  for (const route of model.routes)
    if (!steps.some((step) => step.route === route.name))
      throw new SchemaError(`examples.json: ${route.name} has no example`);
  return steps;
}

function filled(value, samples) {
  if (Array.isArray(value)) return value.map((item) => filled(item, samples));
  const name = typeof value === "string" ? variable.exec(value)?.[1] : undefined;
  return name ? samples[name] : value;
}

/** The example's body with values in place of the variables. */
export function sampleOf(model, examples, route) {
  const step = examples.steps.find((it) => it.route === route.name) ?? {};
  const body = bodyOf(examples, route, step);
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, filled(value, examples.samples)]),
  );
}
