/** Reads the tokens of one statement from left to right; knows where it stands for messages. Pure. */
import { TranscriptError, type Token, type TokenKind } from "./lexer.ts";

export class Tokens {
  readonly file: string;
  readonly line: number;
  readonly #all: readonly Token[];
  #at = 0;

  constructor(file: string, line: number, all: readonly Token[]) {
    this.file = file;
    this.line = line;
    this.#all = all;
  }

  get more(): boolean {
    return this.#at < this.#all.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#all[this.#at + ahead];
  }

  /** Whether the next token is this sign or word; does not take it. */
  sees(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token !== undefined && (token.kind === "sign" || token.kind === "word") && token.text === text;
  }

  /** Takes it when it is this sign or word. */
  skips(text: string): boolean {
    if (!this.sees(text)) return false;
    this.#at += 1;
    return true;
  }

  needs(text: string): void {
    if (!this.skips(text)) throw this.wrong(`expected ${text}`);
  }

  take(kind: TokenKind, what: string): Token {
    const token = this.peek();
    if (token?.kind !== kind) throw this.wrong(`expected ${what}`);
    this.#at += 1;
    return token;
  }

  end(): void {
    if (this.more) throw this.wrong("nothing more");
  }

  wrong(message: string): TranscriptError {
    const token = this.peek();
    const place = token === undefined ? "at the end" : `before "${token.text}" in column ${token.column}`;
    return new TranscriptError(this.file, token?.line ?? this.line, `${message} ${place}`);
  }
}
