/** What a transcript says, as data: the parser makes it, the player plays it. */

export type Value =
  | { is: "literal"; value: string | number | boolean | null }
  /** A name of the scenario: a person, a room, a nonce, a text. */
  | { is: "name"; name: string }
  /** Takes what stands there the first time, compares it from then on. */
  | { is: "variable"; name: string }
  | { is: "repeat"; text: string; times: number }
  | { is: "any" }
  | { is: "absent" }
  | { is: "like"; pattern: RegExp }
  /** `rest`: more may stand in it. */
  | { is: "list"; items: Value[]; rest: boolean }
  | { is: "object"; fields: Field[] };

export interface Field {
  /** Of a computed key, `[r1]`: the name to look up. */
  key: string;
  computed: boolean;
  value: Value;
}

export type ObjectValue = Extract<Value, { is: "object" }>;

export type Content =
  | { is: "json"; value: Value }
  | { is: "raw"; value: Value }
  | { is: "hex"; bytes: Buffer };

export interface Expected {
  status: number;
  body: ObjectValue | undefined;
  headers: ObjectValue | undefined;
}

export type Step = {
  line: number;
} /** `admins`: they administrate the server from their first request on. */ & (
  | { do: "people"; names: string[]; admins: boolean }
  | { do: "room"; name: string; visibility: "public" | "private"; people: string[] }
  /** Another device has its own sign-in, another tab shares it. */
  | { do: "device"; actor: string; shares_session: boolean }
  | { do: "let"; name: string; value: Value }
  | { do: "send"; actor: string; type: string; fields: ObjectValue; times: number }
  | { do: "send_raw"; actor: string; content: Content; binary: boolean }
  | { do: "hear"; actor: string; type: string; fields: ObjectValue }
  | { do: "hear_nothing"; actor: string }
  | { do: "closed"; actor: string; fields: ObjectValue }
  | { do: "skip"; actor: string }
  | { do: "drop"; actor: string }
  /** Connects again and resumes from what it holds, or from what is given. */
  | { do: "return"; actor: string; held: ObjectValue | undefined }
  | { do: "connect"; actor: string; headers: ObjectValue | undefined; expected: Expected | undefined }
  | {
      do: "request";
      actor: string;
      method: string;
      path: string;
      content: Content | undefined;
      headers: ObjectValue | undefined;
      expected: Expected;
      times: number;
    }
  | { do: "flood"; actor: string; room: string; count: number; text: Value | undefined }
);

export interface Scenario {
  file: string;
  line: number;
  title: string;
  /** Words behind the title in brackets, such as `rate limits`. */
  needs: string[];
  steps: Step[];
}
