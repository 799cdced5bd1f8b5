/**
 * Does what came fit what the transcript expects? A subset: what the pattern
 * does not name may be anything. The answer names the first place that differs.
 * Pure, but for variables that take what stands there.
 */
import type { ObjectValue, Value } from "./syntax.ts";

/** What names stand for in one scenario. */
export interface Scope {
  lookup(name: string): unknown;
  readonly variables: Map<string, unknown>;
}

/** Undefined when it fits; otherwise where it does not, in words. Variables are taken only when all fits. */
export function mismatch(pattern: Value, actual: unknown, scope: Scope): string | undefined {
  const taken = new Map<string, unknown>();
  const found = differs(pattern, actual, "", scope, taken);
  if (found === undefined) for (const [name, value] of taken) scope.variables.set(name, value);
  return found;
}

function differs(
  pattern: Value,
  actual: unknown,
  place: string,
  scope: Scope,
  taken: Map<string, unknown>,
): string | undefined {
  const at = place === "" ? "it" : place;
  switch (pattern.is) {
    case "any":
      return actual === undefined ? `${at} is missing` : undefined;
    case "absent":
      return actual === undefined ? undefined : `${at} is ${shown(actual)}, and should not be there`;
    case "like":
      return typeof actual === "string" && pattern.pattern.test(actual)
        ? undefined
        : `${at} is ${shown(actual)}, which is not like ${pattern.pattern}`;
    case "variable": {
      const known = taken.get(pattern.name) ?? scope.variables.get(pattern.name);
      if (known !== undefined) return same(known, actual, at);
      if (actual === undefined) return `${at} is missing`;
      taken.set(pattern.name, actual);
      return undefined;
    }
    case "list":
      return list_differs(pattern, actual, place, scope, taken);
    case "object":
      return object_differs(pattern, actual, place, scope, taken);
    default:
      return same(value_of(pattern, scope), actual, at);
  }
}

function object_differs(
  pattern: ObjectValue,
  actual: unknown,
  place: string,
  scope: Scope,
  taken: Map<string, unknown>,
): string | undefined {
  if (typeof actual !== "object" || actual === null)
    return `${place === "" ? "it" : place} is ${shown(actual)}, not an object`;
  for (const field of pattern.fields) {
    const key = field.computed ? String(scope.lookup(field.key)) : field.key;
    const value = (actual as Record<string, unknown>)[key];
    const found = differs(field.value, value, place === "" ? key : `${place}.${key}`, scope, taken);
    if (found !== undefined) return found;
  }
  return undefined;
}

function list_differs(
  pattern: Extract<Value, { is: "list" }>,
  actual: unknown,
  place: string,
  scope: Scope,
  taken: Map<string, unknown>,
): string | undefined {
  if (!Array.isArray(actual)) return `${place === "" ? "it" : place} is ${shown(actual)}, not a list`;
  const list: readonly unknown[] = actual;
  if (pattern.rest) {
    const missing = pattern.items.findIndex((item) =>
      list.every((entry) => differs(item, entry, "", scope, taken) !== undefined),
    );
    return missing < 0
      ? undefined
      : `${place} has nothing that fits its expected entry ${missing + 1}: ${shown(actual)}`;
  }
  if (list.length !== pattern.items.length)
    return `${place} has ${list.length} entries, not ${pattern.items.length}: ${shown(list)}`;
  for (const [index, item] of pattern.items.entries()) {
    const found = differs(item, list[index], `${place}[${index}]`, scope, taken);
    if (found !== undefined) return found;
  }
  return undefined;
}

function same(expected: unknown, actual: unknown, at: string): string | undefined {
  return expected === actual ? undefined : `${at} is ${shown(actual)}, not ${shown(expected)}`;
}

/** What a value stands for when somebody says it. */
export function value_of(value: Value, scope: Scope): unknown {
  switch (value.is) {
    case "literal":
      return value.value;
    case "repeat":
      return value.text.repeat(value.times);
    case "name":
      return scope.lookup(value.name);
    case "variable": {
      if (!scope.variables.has(value.name)) throw new Error(`$${value.name} has not been taken yet`);
      return scope.variables.get(value.name);
    }
    case "list":
      return value.items.map((item) => value_of(item, scope));
    case "object":
      return object_of(value, scope);
    case "any":
    case "absent":
    case "like":
      throw new Error(`"${value.is}" can only be expected, not said`);
    default:
      return value satisfies never;
  }
}

/** Fields that are `absent` are left out. */
export function object_of(value: ObjectValue, scope: Scope): Record<string, unknown> {
  const said = value.fields.filter((field) => field.value.is !== "absent");
  return Object.fromEntries(
    said.map((field) => [
      field.computed ? String(scope.lookup(field.key)) : field.key,
      value_of(field.value, scope),
    ]),
  );
}

const SHOWN_AT_MOST = 300;

export function shown(value: unknown): string {
  const text = value === undefined ? "missing" : JSON.stringify(value);
  return text.length <= SHOWN_AT_MOST ? text : `${text.slice(0, SHOWN_AT_MOST)}… (${text.length} characters)`;
}
