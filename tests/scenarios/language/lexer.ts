/** Cuts one line of a transcript into tokens, each with its column. Pure. */

export type TokenKind = "word" | "string" | "pattern" | "number" | "path" | "variable" | "sign";

export interface Token {
  kind: TokenKind;
  /** Of a string: what it says, with its escapes resolved. */
  text: string;
  line: number;
  column: number;
  /** Stands right behind the token before it. */
  glued: boolean;
}

export class TranscriptError extends Error {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.file = file;
    this.line = line;
  }
}

/** The first that fits wins. */
const shapes: readonly [TokenKind | "space" | "comment", RegExp][] = [
  ["space", /^\s+/],
  ["comment", /^#.*/],
  ["string", /^"(?:[^"\\]|\\.)*"/],
  ["pattern", /^~"(?:[^"\\]|\\.)*"/],
  ["number", /^-?\d+(?:\.\d+)?(?![\w-])/],
  ["variable", /^\$[a-z]\w*/],
  ["path", /^\/[^\s"]*/],
  ["sign", /^(?:=>|\.\.\.|[{}[\]:,<>*])/],
  ["word", /^[A-Za-z_][\w.\-/]*/],
];

export function tokens_of(file: string, line: number, text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let glued = false;
  while (at < text.length) {
    const rest = text.slice(at);
    const shape = shapes.find(([, pattern]) => pattern.test(rest));
    if (shape === undefined)
      throw new TranscriptError(file, line, `cannot read from column ${at + 1}: ${rest}`);
    const [kind, pattern] = shape;
    const found = pattern.exec(rest)?.[0] ?? "";
    if (kind !== "space" && kind !== "comment") {
      tokens.push({ kind, text: meaning(file, line, kind, found), line, column: at + 1, glued });
    }
    glued = kind !== "space";
    at += found.length;
  }
  return tokens;
}

function meaning(file: string, line: number, kind: TokenKind, text: string): string {
  if (kind === "pattern") return text.slice(2, -1);
  if (kind === "variable") return text.slice(1);
  if (kind !== "string") return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new TranscriptError(file, line, `not a JSON string: ${text}`);
  }
}
