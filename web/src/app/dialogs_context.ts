/** Which dialog is open above the page; whoever shows a button may ask for one. */
import { createContext, useContext } from "solid-js";

export type Dialog =
  | { name: "create" }
  | { name: "write" }
  | { name: "shortcuts" }
  | { name: "profile"; user: string }
  | { name: "add" | "invites" | "bans" | "settings" | "leave"; room: string };

export interface Dialogs {
  open: (dialog: Dialog) => void;
  /** To the direct message with somebody. */
  write_to: (users: readonly string[]) => Promise<void>;
}

export const DialogsContext = createContext<Dialogs>();

export function use_dialogs(): Dialogs {
  const dialogs = useContext(DialogsContext);
  if (dialogs === undefined) throw new Error("no dialogs are provided");
  return dialogs;
}
