/**
 * Light, dark, or as the system has it, on this device. theme.js applies the
 * choice before the first paint; this keeps it applied afterwards.
 */
import { createSignal } from "solid-js";
import { remember, remembered } from "./device.ts";

export type Appearance = "light" | "dark" | "system";

const system_dark = matchMedia("(prefers-color-scheme: dark)");
const GROUND = { light: "#FBF8F3", dark: "#16181D" };

const [appearance, set_appearance] = createSignal<Appearance>(stored());
export { appearance };

export function choose_appearance(choice: Appearance): void {
  set_appearance(choice);
  remember("theme", choice === "system" ? undefined : choice);
  apply();
}

export function keep_appearance(): void {
  system_dark.addEventListener("change", apply);
  apply();
}

function apply(): void {
  const chosen = appearance();
  const shown = chosen === "system" ? (system_dark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = shown;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", GROUND[shown]);
}

function stored(): Appearance {
  const choice = remembered("theme");
  return choice === "light" || choice === "dark" ? choice : "system";
}
