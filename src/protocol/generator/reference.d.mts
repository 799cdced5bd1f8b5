// What the page's build takes of the generator.
export function reference(folder: string): { contents: string; body: string };
