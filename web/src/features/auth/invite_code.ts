/** Reads the code of an invitation out of what people paste: the code, or the link that carries it. Pure. */
export function invite_code(text: string): string | undefined {
  const given = text.trim();
  const in_link = /\/i\/([^/?#\s]+)/.exec(given)?.[1];
  const code = in_link ?? given;
  return code === "" || code.length > 64 || /[\s/]/.test(code) ? undefined : code;
}
