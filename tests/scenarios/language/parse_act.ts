/** What somebody does or hears: `alice > …`, `bob < …`, `alice drops`, `alice POST /rooms …  => 201 {…}`. Pure. */
import { parse_object, parse_value } from "./parse_value.ts";
import type { Content, Expected, ObjectValue, Step } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

const nothing: ObjectValue = { is: "object", fields: [] };
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export function parse_act(from: Tokens): Step {
  const actor = from.take("word", "who").text;
  const step = act_of(from, actor);
  from.end();
  return step;
}

function act_of(from: Tokens, actor: string): Step {
  const { line } = from;
  if (from.skips(">")) return parse_send(from, actor);
  if (from.skips("<")) return parse_hear(from, actor);
  const verb = from.take("word", "> < drops returns connects skips floods or a method").text;
  if (methods.has(verb)) return parse_request(from, actor, verb);
  switch (verb) {
    case "drops":
      return { do: "drop", line, actor };
    case "skips":
      return { do: "skip", line, actor };
    case "returns":
      return { do: "return", line, actor, held: from.sees("{") ? parse_object(from) : undefined };
    case "connects":
      return { do: "connect", line, actor, headers: parse_with(from), expected: parse_expected(from) };
    case "floods": {
      const room = from.take("word", "a room").text;
      const count = Number(from.take("number", "how many").text);
      return { do: "flood", line, actor, room, count, text: from.more ? parse_value(from) : undefined };
    }
    default:
      throw from.wrong(
        `${actor} cannot "${verb}"; expected > < drops returns connects skips floods or a method`,
      );
  }
}

function parse_send(from: Tokens, actor: string): Step {
  const { line } = from;
  const binary = from.skips("binary");
  if (binary || from.sees("raw") || from.sees("hex")) {
    return { do: "send_raw", line, actor, content: parse_raw(from), binary };
  }
  const type = from.take("word", "a type of frame").text;
  const fields = from.sees("{") ? parse_object(from) : nothing;
  return { do: "send", line, actor, type, fields, times: parse_times(from) };
}

function parse_hear(from: Tokens, actor: string): Step {
  const { line } = from;
  if (from.skips("nothing")) return { do: "hear_nothing", line, actor };
  const type = from.take("word", "a type of frame, nothing or closed").text;
  const fields = from.sees("{") ? parse_object(from) : nothing;
  return type === "closed"
    ? { do: "closed", line, actor, fields }
    : { do: "hear", line, actor, type, fields };
}

function parse_request(from: Tokens, actor: string, method: string): Step {
  const { line } = from;
  const path = from.take("path", "a path").text;
  let content: Content | undefined;
  if (from.sees("{") || from.sees("[")) content = { is: "json", value: parse_value(from) };
  else if (from.sees("raw") || from.sees("hex")) content = parse_raw(from);
  const headers = parse_with(from);
  const expected = parse_expected(from);
  if (expected === undefined) throw from.wrong("expected => and the status");
  return { do: "request", line, actor, method, path, content, headers, expected, times: parse_times(from) };
}

/** `* 20` behind a step: as often, each time the same. */
function parse_times(from: Tokens): number {
  return from.skips("*") ? Number(from.take("number", "how many times").text) : 1;
}

/** raw "text" or hex "7b22ff22". */
function parse_raw(from: Tokens): Content {
  if (from.skips("raw")) return { is: "raw", value: parse_value(from) };
  from.needs("hex");
  const { text } = from.take("string", "bytes in hexadecimal");
  if (!/^([0-9a-f]{2}|\s)*$/.test(text)) throw from.wrong("these are no bytes in hexadecimal, the ones");
  return { is: "hex", bytes: Buffer.from(text.replaceAll(/\s/g, ""), "hex") };
}

function parse_with(from: Tokens): ObjectValue | undefined {
  return from.skips("with") ? parse_object(from) : undefined;
}

function parse_expected(from: Tokens): Expected | undefined {
  if (!from.skips("=>")) return undefined;
  const status = Number(from.take("number", "a status").text);
  const body = from.sees("{") ? parse_object(from) : undefined;
  return { status, body, headers: parse_with(from) };
}
