/** How the page looks, on all my devices: applied at once, then told to the server. */
import { type JSX } from "solid-js";
import { ts } from "../../platform/i18n/settings.ts";
import { choose_appearance, type Appearance } from "../../platform/store/appearance.ts";
import { toast } from "../../platform/ui/toast.tsx";
import { AppearanceChoice } from "./appearance_choice.tsx";
import { use_session } from "./auth_context.ts";
import { SettingsPart, SettingsSection } from "./settings_part.tsx";

export default function AppearanceSettings(): JSX.Element {
  const session = use_session();
  const choose = async (theme: Appearance): Promise<void> => {
    choose_appearance(theme);
    try {
      await session.update({ theme });
    } catch {
      toast(ts.appearance.kept_here);
    }
  };
  return (
    <SettingsPart title={ts.appearance.title} lead={ts.appearance.lead}>
      <SettingsSection title={ts.appearance.theme}>
        <AppearanceChoice label={ts.appearance.theme} choose={(theme) => void choose(theme)} />
      </SettingsSection>
    </SettingsPart>
  );
}
