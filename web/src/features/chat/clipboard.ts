/** Copies text and says whether that worked. */
import { t } from "../../platform/i18n/index.ts";
import { toast } from "../../platform/ui/toast.tsx";

export async function copy_text(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast(t.chat.copy_failed);
  }
}
