/** What a user agent says of itself, in words that a person knows: for recognising one's own devices. Pure. */
import { ts } from "../../platform/i18n/settings.ts";

export interface Device {
  words: string;
  kind: "computer" | "phone" | "program";
}

/** More particular ones first: most of them also call themselves by their neighbours' names. */
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\b(?:OPR|Opera)\//, "Opera"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\bHeadlessChrome\//, "Chrome"],
  [/\b(?:Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string, Device["kind"]][] = [
  [/\biPhone\b/, "iPhone", "phone"],
  [/\biPad\b/, "iPad", "phone"],
  [/\bAndroid\b/, "Android", "phone"],
  [/\bCrOS\b/, "ChromeOS", "computer"],
  [/\bWindows\b/, "Windows", "computer"],
  [/\bMac OS X\b/, "macOS", "computer"],
  [/\bLinux\b/, "Linux", "computer"],
];

export function device_words(user_agent: string): Device {
  const browser = BROWSERS.find(([sign]) => sign.test(user_agent))?.[1];
  const system = SYSTEMS.find(([sign]) => sign.test(user_agent));
  if (browser !== undefined && system !== undefined)
    return { words: ts.sessions.on(browser, system[1]), kind: system[2] };
  if (browser !== undefined || system !== undefined)
    return { words: browser ?? system?.[1] ?? "", kind: system?.[2] ?? "computer" };
  const program = /^[\w.-]{1,40}/.exec(user_agent)?.[0];
  return { words: program ?? ts.sessions.unknown_device, kind: "program" };
}
