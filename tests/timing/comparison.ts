/** One run: both kinds by turns, each first as often as the other, so that neither gains by what the machine does meanwhile. */
import type { Question } from "./questions.ts";
import { mann_whitney, median } from "./statistics.ts";

export interface Comparison {
  /** Milliseconds, of those who have no account. */
  median: number;
  /** Of the medians, as a part of it. */
  difference: number;
  p: number;
}

export async function compare(question: Question, samples: number, warming_up: number): Promise<Comparison> {
  const known: number[] = [];
  const unknown: number[] = [];
  for (let number = 0; number < samples; number += 1) {
    const known_first = number % 2 === 0;
    if (known_first) known.push(await question.known(number));
    unknown.push(await question.unknown(number));
    if (!known_first) known.push(await question.known(number));
  }
  const [a, b] = [known.slice(warming_up), unknown.slice(warming_up)];
  return { median: median(b), difference: median(a) / median(b) - 1, p: mann_whitney(a, b) };
}

export function words_of(found: Comparison): string {
  const percent = (found.difference * 100).toFixed(2);
  return `median ${found.median.toFixed(2)} ms, difference ${percent} %, p ${found.p.toFixed(3)}`;
}
