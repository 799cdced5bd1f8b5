// What the page's build and the tests of the documents take of the generator.
export interface Example {
  route: string;
  /** As it stands on the page. */
  text: string;
  status: number;
  /** Names of variables, and where in the answer their values stand. */
  keep: Record<string, string>;
  /** What else happens then. */
  after?: string;
  /** The variable that stands for the room. */
  in?: string;
}

/** `folder` is src/protocol. */
export function examples(folder: string): Example[];
export function reference(folder: string): { contents: string; body: string };
