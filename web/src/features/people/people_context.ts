/** The people as this feature's screens reach them; the app provides them. */
import { createContext, useContext } from "solid-js";
import type { PeopleStore } from "./people_store.ts";

export const PeopleContext = createContext<PeopleStore>();

export function use_people(): PeopleStore {
  const people = useContext(PeopleContext);
  if (people === undefined) throw new Error("no people are provided");
  return people;
}
