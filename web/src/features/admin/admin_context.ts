/** The store of the administration as its screens reach it; the app provides it. */
import { createContext, useContext } from "solid-js";
import type { Admin } from "./admin_store.ts";

export const AdminContext = createContext<Admin>();

export function use_admin(): Admin {
  const admin = useContext(AdminContext);
  if (admin === undefined) throw new Error("no administration is provided");
  return admin;
}
