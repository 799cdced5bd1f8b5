/** The chat as this feature's screens reach it; the app provides it. */
import { createContext, useContext } from "solid-js";
import type { Chat } from "./chat_store.ts";

export const ChatContext = createContext<Chat>();

export function use_chat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === undefined) throw new Error("no chat is provided");
  return chat;
}
