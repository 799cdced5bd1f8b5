/**
 * Wraps the one innerHTML assignment of Solid's template() in a Trusted Types
 * policy named "solid", so that `require-trusted-types-for 'script'` holds. The
 * markup that passes through it is compiled from our own JSX, never data.
 * The build fails if Solid's source no longer has the line exactly once.
 */
import type { Plugin } from "vite";

const ASSIGNMENT = "t.innerHTML = html;";
const POLICY = `const solidPolicy = globalThis.trustedTypes
  ? globalThis.trustedTypes.createPolicy("solid", { createHTML: (markup) => markup })
  : { createHTML: (markup) => markup };
`;

export function wrapTemplate(source: string): string {
  const parts = source.split(ASSIGNMENT);
  if (parts.length !== 2) {
    throw new Error(`solid-js: expected "${ASSIGNMENT}" once, found it ${parts.length - 1} times`);
  }
  return POLICY + parts.join("t.innerHTML = solidPolicy.createHTML(html);");
}

export function trustedTypes(): Plugin {
  let wrapped = 0;
  return {
    name: "chatelier:trusted-types",
    apply: "build",
    enforce: "pre",
    transform: {
      filter: { id: /solid-js\/web\/dist\/web\.js/ },
      handler(source) {
        wrapped += 1;
        return { code: wrapTemplate(source), map: null };
      },
    },
    buildEnd(error) {
      if (error === undefined && wrapped === 0)
        this.error("solid-js/web was not found, so nothing was wrapped");
    },
  };
}
