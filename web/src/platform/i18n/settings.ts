/** The words of the settings in the language in use. */
import { en_settings, type SettingsCatalogue } from "./en_settings.ts";

export const ts: SettingsCatalogue = en_settings;
