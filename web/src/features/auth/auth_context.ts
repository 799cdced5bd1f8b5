/** The session as this feature's screens reach it; the app provides it. */
import { createContext, useContext } from "solid-js";
import type { Session } from "./session.ts";

export const SessionContext = createContext<Session>();

export function use_session(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("no session is provided");
  return session;
}
