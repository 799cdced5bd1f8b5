/** The words of the administration in the language in use. */
import { en_admin, type AdminCatalogue } from "./en_admin.ts";

export const ta: AdminCatalogue = en_admin;
