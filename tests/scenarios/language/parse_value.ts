/** Values and patterns of a transcript: JSON with bare keys, names, `any`, `absent`, `$captures`, ~"patterns". Pure. */
import type { Field, ObjectValue, Value } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

const constants: Readonly<Record<string, Value>> = {
  true: { is: "literal", value: true },
  false: { is: "literal", value: false },
  null: { is: "literal", value: null },
  any: { is: "any" },
  absent: { is: "absent" },
};

export function parse_value(from: Tokens): Value {
  const token = from.peek();
  switch (token?.kind) {
    case "string":
      return parse_text(from);
    case "number":
      return { is: "literal", value: Number(from.take("number", "a number").text) };
    case "variable":
      return { is: "variable", name: from.take("variable", "a variable").text };
    case "pattern":
      return { is: "like", pattern: new RegExp(from.take("pattern", "a pattern").text, "u") };
    case "word": {
      const { text } = from.take("word", "a name");
      return constants[text] ?? { is: "name", name: text };
    }
    default:
      if (from.sees("{")) return parse_object(from);
      if (from.sees("[")) return parse_list(from);
      throw from.wrong("expected a value");
  }
}

export function parse_object(from: Tokens): ObjectValue {
  from.needs("{");
  const fields: Field[] = [];
  while (!from.skips("}")) {
    if (fields.length > 0) from.needs(",");
    if (from.skips("}")) break;
    const { key, computed } = parse_key(from);
    from.needs(":");
    fields.push({ key, computed, value: parse_value(from) });
  }
  return { is: "object", fields };
}

function parse_key(from: Tokens): { key: string; computed: boolean } {
  if (from.skips("[")) {
    const key = from.take("word", "a name").text;
    from.needs("]");
    return { key, computed: true };
  }
  if (from.peek()?.kind === "string") return { key: from.take("string", "a key").text, computed: false };
  return { key: from.take("word", "a key").text, computed: false };
}

function parse_list(from: Tokens): Value {
  from.needs("[");
  const items: Value[] = [];
  let rest = false;
  while (!from.skips("]")) {
    if (items.length > 0 || rest) from.needs(",");
    if (from.skips("...")) rest = true;
    else items.push(parse_value(from));
  }
  return { is: "list", items, rest };
}

/** "text", or "text" * 4000. */
function parse_text(from: Tokens): Value {
  const { text } = from.take("string", "a text");
  if (!from.skips("*")) return { is: "literal", value: text };
  return { is: "repeat", text, times: Number(from.take("number", "how many times").text) };
}
