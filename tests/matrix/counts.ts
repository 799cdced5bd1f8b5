/** How often each entry of the schema was tried, let through and refused: completeness is asserted on it, and it is printed at the end. */
import { roles, type Role } from "./roles.ts";

interface Count {
  by_role: Map<Role, number>;
  through: number;
  refused: Map<string, number>;
}

export class Counts {
  readonly #entries = new Map<string, Count>();

  add(entry: string, role: Role, code: string | undefined): void {
    const count = this.#entries.get(entry) ?? { by_role: new Map(), through: 0, refused: new Map() };
    this.#entries.set(entry, count);
    count.by_role.set(role, (count.by_role.get(role) ?? 0) + 1);
    if (code === undefined) count.through += 1;
    else count.refused.set(code, (count.refused.get(code) ?? 0) + 1);
  }

  /** What is missing before every one of these entries has been tried by everybody, and has let somebody through. */
  missing(entries: readonly string[]): string[] {
    return entries.flatMap((entry) => {
      const count = this.#entries.get(entry);
      if (count === undefined) return [`${entry}: never tried`];
      const absent = roles
        .filter((role) => !count.by_role.has(role))
        .map((role) => `${entry}: not as ${role}`);
      return count.through === 0 ? [...absent, `${entry}: lets nobody through`] : absent;
    });
  }

  table(): string {
    const lines = [...this.#entries].map(([entry, { by_role, through, refused }]) => {
      const all = [...by_role.values()].reduce((sum, one) => sum + one, 0);
      const codes = [...refused].sort().map(([code, times]) => `${code} ${times}`);
      return `  ${entry.padEnd(28)} ${String(all).padStart(4)} ${String(through).padStart(8)}   ${codes.join(", ")}`;
    });
    const total = [...this.#entries.values()].reduce(
      (sum, { by_role }) => sum + [...by_role.values()].reduce((part, one) => part + one, 0),
      0,
    );
    const head = `  ${"entry".padEnd(28)} tried  through   refused`;
    return [head, ...lines, `  ${this.#entries.size} entries × ${roles.length} roles: ${total} cases`].join(
      "\n",
    );
  }
}
