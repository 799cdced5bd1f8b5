/**
 * A small estimate of how long a password withstands guessing: the size of the
 * alphabet times the length, less what is repeated, in sequence, on everyone's
 * list or the person's own name. Advice while typing, not a rule. Pure.
 */
export type Strength = 0 | 1 | 2 | 3 | 4;

const COMMON =
  "password passwort qwerty qwertz azerty letmein welcome iloveyou monkey dragon football baseball master sunshine princess shadow superman batman trustno1 starwars whatever freedom secret login admin abc123 chatelier chocolate computer internet hello summer winter spring autumn".split(
    " ",
  );
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "yxcvbnm",
  "azertyuiop",
];
const LEET: Record<string, string> = {
  "0": "o",
  "1": "l",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

export function password_strength(password: string, names: readonly string[] = []): Strength {
  const bits = effective_length(password, names) * Math.log2(alphabet(password));
  if (bits < 20) return 0;
  if (bits < 36) return 1;
  if (bits < 52) return 2;
  if (bits < 70) return 3;
  return 4;
}

function alphabet(password: string): number {
  const classes: readonly [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[ -/:-@[-`{-~]/, 33],
    [/[^\x20-\x7e]/, 60],
  ];
  return Math.max(
    2,
    classes.reduce((sum, [pattern, size]) => sum + (pattern.test(password) ? size : 0), 0),
  );
}

/** Length in which guessable stretches count as little as they cost to guess. */
function effective_length(password: string, names: readonly string[]): number {
  let rest = Array.from(password.toLowerCase())
    .map((sign) => LEET[sign] ?? sign)
    .join("");
  let length = 0;
  const known = [...names.map((name) => name.toLowerCase()).filter((name) => name.length >= 3), ...COMMON];
  for (const word of known) {
    const parts = rest.split(word);
    if (parts.length === 1) continue;
    length += 1.5;
    rest = parts.join("\u0000");
  }
  // Sequences of digits are seen only where they were not read as letters.
  if (length === 0) return novel(Array.from(password.toLowerCase()));
  return length + novel(Array.from(rest).filter((sign) => sign !== "\u0000"));
}

/** Signs that repeat or continue the ones before add little. */
function novel(signs: readonly string[]): number {
  return signs.reduce((sum, sign, place) => {
    const before = signs[place - 1];
    if (before === undefined) return sum + 1;
    if (sign === before) return sum + 0.15;
    if (
      signs
        .slice(0, place)
        .join("")
        .includes(before + sign)
    )
      return sum + 0.2;
    if (ROWS.some((row) => row.includes(before + sign) || row.includes(sign + before))) return sum + 0.25;
    return sum + 1;
  }, 0);
}
