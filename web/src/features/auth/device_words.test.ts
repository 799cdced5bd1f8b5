import { expect, test } from "vitest";
import { device_words } from "./device_words.ts";
import { invite_code } from "./invite_code.ts";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux", "computer"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
    "Edge on Windows",
    "computer",
  ],
  [
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    "Chrome on Android",
    "phone",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari on iPhone",
    "phone",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    "Safari on macOS",
    "computer",
  ],
  ["curl/8.9.1", "curl", "program"],
  ["", "Unknown device", "program"],
  ["‮evil", "Unknown device", "program"],
])("%j: %s", (user_agent, words, kind) => {
  expect(device_words(user_agent)).toEqual({ words, kind });
});

test.each([
  ["k3yc0de", "k3yc0de"],
  ["  k3yc0de\n", "k3yc0de"],
  ["https://chat.example.test/i/k3yc0de", "k3yc0de"],
  ["https://chat.example.test/i/k3yc0de?from=mail", "k3yc0de"],
  ["/i/k3yc0de", "k3yc0de"],
  ["https://chat.example.test/r/room", undefined],
  ["two words", undefined],
  ["x".repeat(65), undefined],
  ["", undefined],
])("an invitation pasted as %j", (text, code) => {
  expect(invite_code(text)).toBe(code);
});
