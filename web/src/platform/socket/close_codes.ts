/**
 * What each close code of the contract asks of a client. The reason of a close
 * frame may carry a delay in milliseconds ("restarting; retry=1500"). Pure.
 */
export const CloseCode = {
  going_away: 1001,
  unsupported: 1003,
  bad_utf8: 1007,
  policy: 1008,
  too_big: 1009,
  restarting: 1012,
  session_ended: 4001,
  protocol_error: 4003,
  slow_consumer: 4008,
  rate: 4029,
} as const;

export type CloseAdvice =
  | { name: "reconnect"; after_ms: number | undefined }
  | { name: "end"; reason: "session" | "protocol" };

export function close_advice(code: number, reason: string): CloseAdvice {
  switch (code) {
    case CloseCode.session_ended:
      return { name: "end", reason: "session" };
    case CloseCode.protocol_error:
    case CloseCode.unsupported:
    case CloseCode.bad_utf8:
      return { name: "end", reason: "protocol" };
    case CloseCode.rate:
    case CloseCode.policy:
      return { name: "reconnect", after_ms: delay_in(reason) ?? 5_000 };
    default:
      return { name: "reconnect", after_ms: delay_in(reason) };
  }
}

function delay_in(reason: string): number | undefined {
  const found = /\bretry=(\d+)\b/.exec(reason);
  return found === null ? undefined : Math.min(Number(found[1]), 60_000);
}
