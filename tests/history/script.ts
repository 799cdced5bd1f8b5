/** What goes wrong in a round, chosen by its seed alone. Pure. */
import { faults, type Fault, type FaultName } from "./faults.ts";
import type { Need } from "./stage.ts";

export interface Script {
  faults: FaultName[];
  needs: Set<Need>;
  /** What this machine does not give, and why. */
  skipped: string[];
}

const names = Object.keys(faults) as FaultName[];

/** Seeds that follow each other begin with different faults, so that few rounds show all of them. */
export function script_of(
  seed: number,
  random: () => number,
  refused: ReadonlyMap<Need, string>,
  only: readonly FaultName[] = names,
): Script {
  const skipped: string[] = [];
  const given = (name: FaultName): boolean => {
    const { needs }: Fault = faults[name];
    const why = needs === undefined ? undefined : refused.get(needs);
    if (why !== undefined) skipped.push(`${name}: ${why}`);
    return why === undefined;
  };
  const first = only[seed % only.length] ?? "kill_server";
  const partners = only.filter((name) => !("alone" in faults[name]) && given(name));
  const second = partners[Math.floor(random() * partners.length)] ?? first;
  const begins = given(first) ? first : second;
  const chosen: FaultName[] = "alone" in faults[begins] ? [begins] : [begins, second];
  const needs = chosen.flatMap((name): Need[] => {
    const { needs: need }: Fault = faults[name];
    return need === undefined ? [] : [need];
  });
  return { faults: chosen, needs: new Set(needs), skipped: [...new Set(skipped)] };
}
