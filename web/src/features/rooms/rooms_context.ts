/** The rooms as this feature's screens reach them; the app provides them. */
import { createContext, useContext } from "solid-js";
import type { Rooms } from "./rooms_store.ts";

export const RoomsContext = createContext<Rooms>();

export function use_rooms(): Rooms {
  const rooms = useContext(RoomsContext);
  if (rooms === undefined) throw new Error("no rooms are provided");
  return rooms;
}
