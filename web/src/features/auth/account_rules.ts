/** What the server asks of names and passwords, said before it has to be asked. Pure. */
import { limits } from "../../protocol.ts";

const rules = limits["auth.register"];

export type UsernameFault = "username_short" | "username_long" | "username_signs";
export type PasswordFault = "password_short" | "password_long";

/** Lengths are code points, as on the server. */
export function length_of(text: string): number {
  return Array.from(text).length;
}

export function username_fault(name: string): UsernameFault | undefined {
  if (!/^[\p{L}\p{M}\p{N}_.-]*$/u.test(name)) return "username_signs";
  if (length_of(name) < rules.username.min) return "username_short";
  if (length_of(name) > rules.username.max) return "username_long";
  return undefined;
}

export function password_fault(password: string): PasswordFault | undefined {
  if (length_of(password) < rules.password.min) return "password_short";
  if (length_of(password) > rules.password.max) return "password_long";
  return undefined;
}
