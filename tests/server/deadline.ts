/** Waiting with an end: everything that a test waits for comes within a deadline, or the test says what did not come. */

/** Sanitizers and slow machines: TEST_PATIENCE multiplies every deadline. */
const patience = Number(process.env["TEST_PATIENCE"] ?? "1");

export class TooLate extends Error {}

export function patient(ms: number): number {
  return ms * patience;
}

/** Settles as `promise` does, or rejects after `ms` naming `what`. */
export async function within<T>(promise: Promise<T>, ms: number, what: string | (() => string)): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TooLate(`not within ${ms} ms: ${typeof what === "string" ? what : what()}`));
    }, patient(ms));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

const ASK_AGAIN_MS = 20;

/** For what tells nobody when it changes: asks again until the answer is there. */
export async function eventually<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  ms: number,
  what: string,
): Promise<T> {
  const end = Date.now() + patient(ms);
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new TooLate(`not within ${ms} ms: ${what}`);
    await pause(ASK_AGAIN_MS);
  }
}

/** Never to wait for something that has an event: only between two questions, or as a load's rhythm. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
