// How a name of the schema is spelled in C++ and TypeScript.
const keywords = new Set(
  (
    "alignas and asm auto bool break case catch char class const continue default delete do double else enum " +
    "explicit export extern false float for friend goto if inline int long namespace new not operator or private " +
    "protected public register requires return short signed sizeof static struct switch template this throw true " +
    "try typedef typename union unsigned using virtual void volatile while xor"
  ).split(" "),
);

// `message.created`, `auth/bad_credentials` → `MessageCreated`
export const pascal = (name) =>
  name
    .split(/[._/-]/)
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join("");

// `auth/bad_credentials` → `auth_bad_credentials`; C++ keywords get a trailing underscore
export const identifier = (name) => {
  const flat = name.replaceAll(/[./-]/g, "_");
  return keywords.has(flat) ? `${flat}_` : flat;
};

export const quoted = (text) => JSON.stringify(text);
