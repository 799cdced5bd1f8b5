/** My account, with an address of its own. */
import { onMount, type JSX } from "solid-js";
import Account from "../features/auth/account.tsx";
import { t } from "../platform/i18n/index.ts";
import { use_client } from "./client_context.ts";

export default function AccountPage(): JSX.Element {
  const client = use_client();
  onMount(() => (document.title = `${t.account.title} · ${t.common.product}`));
  const user = (): ReturnType<typeof client.person> => {
    const phase = client.session.phase();
    return client.state().me ?? (phase.name === "in" ? phase.user : undefined);
  };
  return <Account user={user()} />;
}
