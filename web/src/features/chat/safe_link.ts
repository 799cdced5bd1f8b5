/** Which addresses a message may link to. Pure. */
const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** The address as it may stand in an href, or undefined when it must stay text. */
export function safe_link(href: string): string | undefined {
  try {
    const url = new URL(href);
    return PROTOCOLS.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
