// What a route or command can answer: the errors that its access, rate and fields bring by themselves, and those that
// the schema names. Pure.
const unsafe = (method) => method !== "GET";

const ofAccess = {
  anyone: [],
  user: ["auth/required"],
  reader: ["auth/required", "room/not_found"],
  member: ["auth/required", "room/not_found", "room/not_member"],
  moderator: ["auth/required", "room/not_found", "room/not_member", "room/forbidden"],
  owner: ["auth/required", "room/not_found", "room/not_member", "room/forbidden"],
  admin: ["auth/required", "auth/forbidden"],
};

const always = ["request/malformed", "request/invalid", "rate/limited", "internal", "server/unavailable"];
const withBody = ["request/malformed_json", "request/too_large", "request/unsupported_media_type"];

const entriesOf = (model, codes) => model.errors.filter((error) => codes.has(error.code));

/** Statuses of success, the usual one first. */
export const successOf = (route) => (route.also ? [route.status, route.also] : [route.status]);

/** The errors of a route, in the order of errors.json. */
export function errorsOfRoute(model, route) {
  const codes = new Set([...always, ...ofAccess[route.access], ...(route.errors ?? [])]);
  if (route.takesBody) for (const code of withBody) codes.add(code);
  if (unsafe(route.method)) codes.add("auth/origin");
  if (unsafe(route.method) && route.access !== "anyone") codes.add("auth/csrf");
  for (const field of route.params) if (field.absent) codes.add(field.absent);
  return entriesOf(model, codes);
}

/** Of the error frame that answers a command. */
export function errorsOfCommand(model, command) {
  const codes = new Set(["request/invalid", "rate/limited", "internal", "server/unavailable"]);
  for (const code of [...ofAccess[command.access], ...(command.errors ?? [])]) codes.add(code);
  return entriesOf(model, codes);
}

/** Those errors as a map from status to errors, ascending. */
export function byStatus(errors) {
  const grouped = new Map();
  for (const error of errors) grouped.set(error.status, [...(grouped.get(error.status) ?? []), error]);
  return [...grouped].sort(([a], [b]) => a - b);
}
