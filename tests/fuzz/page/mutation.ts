/** New texts from known ones: characters, pieces and words of a dictionary, changed at random. Pure, but for its random numbers. */

/** Whole numbers from 0 to just below `end`, the same ones for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  below(end: number): number {
    // Xorshift, of 32 bits.
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return Math.floor(((this.#state >>> 0) / 2 ** 32) * end);
  }

  one_of<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

/** The words of a dictionary in libFuzzer's form: name="word", with \" and \x1e inside. */
export function words_of(dictionary: string): string[] {
  return [...dictionary.matchAll(/^[^#\n"]*"(.*)"$/gm)].map(({ 1: word = "" }) =>
    Buffer.from(
      word.replaceAll(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (_, code: string | undefined, sign: string) =>
        code === undefined ? sign : String.fromCharCode(Number.parseInt(code, 16)),
      ),
      "latin1",
    ).toString(),
  );
}

function changed(text: string, known: readonly string[], words: readonly string[], random: Random): string {
  const at = random.below(text.length + 1);
  const length = random.below(Math.min(text.length - at, 64) + 1);
  const [before, piece, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  const other = random.one_of(known);
  switch (random.below(8)) {
    case 0:
      return before + after;
    case 1:
      return before + piece + piece + after;
    case 2:
      return (
        before + String.fromCodePoint(random.below(random.one_of([0x80, 0x800, 0xd800]))) + piece + after
      );
    case 3:
      return before + other.slice(random.below(other.length));
    case 4: {
      const from = random.below(other.length);
      return before + other.slice(from, from + random.below(64)) + after;
    }
    case 5: {
      const elsewhere = random.below(text.length + 1);
      return text.slice(0, elsewhere) + piece + text.slice(elsewhere);
    }
    default:
      return before + random.one_of(words) + (random.below(2) === 0 ? piece : "") + after;
  }
}

/** One of the known texts, the newest most often, after a few changes; as it would be in a file. */
export function mutated(
  known: readonly string[],
  words: readonly string[],
  random: Random,
  length_at_most: number,
): string {
  let text = known[Math.max(random.below(known.length), random.below(known.length))] as string;
  for (let changes = 1 + random.below(5); changes > 0; changes -= 1)
    text = changed(text, known, words, random);
  return Buffer.from(text.slice(0, length_at_most)).toString();
}
