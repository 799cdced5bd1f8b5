/** What goes wrong in a round, chosen by its seed alone. Pure. */
import { faults, type Fault, type FaultName } from "./faults.ts";
import type { Need } from "./stage.ts";

export interface Script {
  faults: FaultName[];
  needs: Set<Need>;
  /** The fault whose turn it was, where this machine does not give what it needs, and why. */
  skipped: string | undefined;
}

const names = Object.keys(faults) as FaultName[];

/** Seeds that follow each other begin with different faults, so that few rounds show all of them. */
export function script_of(
  seed: number,
  random: () => number,
  refused: ReadonlyMap<Need, string>,
  only: readonly FaultName[] = names,
): Script {
  const why_not = (name: FaultName): string | undefined => {
    const { needs }: Fault = faults[name];
    return needs === undefined ? undefined : refused.get(needs);
  };
  const first = only[seed % only.length] ?? "kill_server";
  const partners = only.filter((name) => !("alone" in faults[name]) && why_not(name) === undefined);
  const second = partners[Math.floor(random() * partners.length)] ?? first;
  const why = why_not(first);
  const begins = why === undefined ? first : second;
  const chosen: FaultName[] = "alone" in faults[begins] ? [begins] : [begins, second];
  const needs = chosen.flatMap((name): Need[] => {
    const { needs: need }: Fault = faults[name];
    return need === undefined ? [] : [need];
  });
  const skipped = why === undefined ? undefined : `${first}: ${why}`;
  return { faults: chosen, needs: new Set(needs), skipped };
}
