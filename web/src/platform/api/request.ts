/** Lays the input of a route out into path, query and body. Pure. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
}

export interface Request {
  method: string;
  /** Path and query below the base of the API. */
  target: string;
  body: string | undefined;
}

export function request_of(route: Route, input: object): Request {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const name of route.query) {
    const value: unknown = rest.get(name);
    if (value === undefined) continue;
    rest.delete(name);
    query.set(name, Array.isArray(value) ? value.join(",") : `${value as string | number}`);
  }
  const search = query.size === 0 ? "" : `?${query.toString()}`;
  return {
    method: route.method,
    target: path + search,
    body: rest.size === 0 ? undefined : JSON.stringify(Object.fromEntries(rest)),
  };
}
