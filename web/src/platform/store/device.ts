/**
 * What this device remembers between visits, in localStorage. Storage may be
 * refused or full: then nothing is remembered, and nothing breaks.
 */
const PREFIX = "chatelier:";
/** How the page looks belongs to the device, not to who is signed in. */
const STAYS_AFTER_SIGN_OUT = new Set([`${PREFIX}theme`, `${PREFIX}people`]);

export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Remembering is a comfort, not a promise.
  }
}

/** Everything whose name begins so, by the rest of its name. */
export function remembered_under(start: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const key of keys()) {
    if (!key.startsWith(PREFIX + start)) continue;
    const value = remembered(key.slice(PREFIX.length));
    if (value !== undefined) found.set(key.slice(PREFIX.length + start.length), value);
  }
  return found;
}

/** Removes what belongs to people: drafts, unsent messages, the last room. */
export async function forget_people(): Promise<void> {
  for (const key of keys()) {
    if (key.startsWith(PREFIX) && !STAYS_AFTER_SIGN_OUT.has(key))
      remember(key.slice(PREFIX.length), undefined);
  }
  try {
    for (const name of await caches.keys()) await caches.delete(name);
  } catch {
    // No cache storage here: nothing to remove.
  }
}

function keys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
