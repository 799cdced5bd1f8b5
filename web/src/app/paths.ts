/** The addresses of the page, written and read in one place. Pure. */
export const paths = {
  home: "/",
  rooms: "/rooms",
  settings: "/settings",
  room: (room: string): string => `/r/${room}`,
  message: (room: string, seq: number): string => `/r/${room}/${seq}`,
  people: (room: string): string => `/r/${room}?people`,
  sign_in: (next?: string): string => `/sign-in${next_query(next)}`,
  register: (next?: string): string => `/register${next_query(next)}`,
};

const PUBLIC = new Set(["/sign-in", "/register"]);

export function is_public(path: string): boolean {
  return PUBLIC.has(path);
}

/** Where to go on after signing in: only to places of this page. */
export function next_place(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return paths.home;
  return is_public(new URL(next, "http://here").pathname) ? paths.home : next;
}

function next_query(next: string | undefined): string {
  return next === undefined || next === paths.home ? "" : `?next=${encodeURIComponent(next)}`;
}
