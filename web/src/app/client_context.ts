/** The client, for the screens of the app itself; features have their own contexts. */
import { createContext, useContext } from "solid-js";
import type { Client } from "./client.ts";

export const ClientContext = createContext<Client>();

export function use_client(): Client {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error("no client is provided");
  return client;
}
