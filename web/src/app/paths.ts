/** The addresses of the page, written and read in one place. Pure. */
export const paths = {
  home: "/",
  rooms: "/rooms",
  settings: "/settings",
  admin: "/admin",
  api_docs: "/docs",
  room: (room: string): string => `/r/${room}`,
  message: (room: string, seq: number): string => `/r/${room}/${seq}`,
  people: (room: string): string => `/r/${room}?people`,
  invitation: (code: string): string => `/i/${encodeURIComponent(code)}`,
  sign_in: (next?: string): string => `/sign-in${next_query(next)}`,
  register: (next?: string): string => `/register${next_query(next)}`,
};

/** Only before one is in. */
const ENTRANCES = new Set(["/sign-in", "/register"]);

export function is_entrance(path: string): boolean {
  return ENTRANCES.has(path);
}

/** For everybody, before and after signing in. */
export function is_open(path: string): boolean {
  return /^\/(?:i|reset)\/[^/]+$/.test(path);
}

/** Where to go on from an entrance, by its query. */
export function place_after(search: string): string {
  const query = new URLSearchParams(search);
  const invite = query.get("invite");
  return next_place(query.get("next") ?? (invite === null ? undefined : paths.invitation(invite)));
}

/** Where to go on after signing in: only to places of this page. */
export function next_place(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return paths.home;
  return is_entrance(new URL(next, "http://here").pathname) ? paths.home : next;
}

function next_query(next: string | undefined): string {
  return next === undefined || next === paths.home ? "" : `?next=${encodeURIComponent(next)}`;
}
