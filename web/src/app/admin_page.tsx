/** The administration: for administrators there is something here, for others nothing. */
import { useNavigate, useParams } from "@solidjs/router";
import Activity from "lucide-solid/icons/activity";
import Hash from "lucide-solid/icons/hash";
import ScrollText from "lucide-solid/icons/scroll-text";
import Settings from "lucide-solid/icons/settings";
import Users from "lucide-solid/icons/users";
import { createEffect, Match, on, Switch, type Component, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { AdminContext } from "../features/admin/admin_context.ts";
import AdminHealth from "../features/admin/admin_health.tsx";
import AdminLog from "../features/admin/admin_log.tsx";
import AdminPeople from "../features/admin/admin_people.tsx";
import AdminRooms from "../features/admin/admin_rooms.tsx";
import { create_admin } from "../features/admin/admin_store.ts";
import { ta } from "../platform/i18n/admin.ts";
import { t } from "../platform/i18n/index.ts";
import { Waiting } from "../platform/ui/blank.tsx";
import { toast } from "../platform/ui/toast.tsx";
import { Area, is_wide, type AreaLink } from "./area.tsx";
import { use_client } from "./client_context.ts";
import { NotFound } from "./not_found.tsx";
import { paths } from "./paths.ts";

interface Part extends AreaLink {
  page: Component<{ me: string | undefined }>;
}

const PARTS: readonly Part[] = [
  part("people", ta.people.title, Users, AdminPeople),
  part("rooms", ta.rooms.title, Hash, AdminRooms),
  part("health", ta.health.title, Activity, AdminHealth),
  part("log", ta.log.title, ScrollText, AdminLog),
];
const LEAVING: readonly AreaLink[] = [{ href: paths.settings, label: ta.to_settings, sign: Settings }];

function part(name: string, label: string, sign: AreaLink["sign"], page: Part["page"]): Part {
  return { href: `${paths.admin}/${name}`, label, sign, page };
}

export default function AdminPage(): JSX.Element {
  const client = use_client();
  const navigate = useNavigate();
  const params = useParams<{ page?: string }>();
  const wide = is_wide();
  const admin = create_admin(client.api);

  const known = (): boolean => client.state().me !== undefined;
  const current = (): Part | undefined =>
    PARTS.find(({ href }) => href === `${paths.admin}/${params.page ?? ""}`);
  const here = (): boolean => client.state().admin && (params.page === undefined || current() !== undefined);

  createEffect(() => {
    const first = PARTS[0];
    if (here() && params.page === undefined && wide() && first !== undefined)
      navigate(first.href, { replace: true });
  });
  createEffect(() => {
    const label = current()?.label;
    if (here())
      document.title = [...(label === undefined ? [] : [label]), ta.title, t.common.product].join(" · ");
  });
  // Whose rights are taken while they look is told, and not left before nothing.
  createEffect(
    on(
      () => client.state().admin,
      (admin_now, admin_before) => {
        if (admin_before !== true || admin_now || !known()) return;
        toast(ta.no_longer);
        navigate(paths.home, { replace: true });
      },
    ),
  );

  return (
    <Switch fallback={<NotFound />}>
      <Match when={!known()}>
        <Waiting label={t.common.loading} />
      </Match>
      <Match when={here()}>
        <AdminContext.Provider value={admin}>
          <Area
            roomy
            title={ta.title}
            links={PARTS}
            leaving={LEAVING}
            current={current()?.href}
            list_href={paths.admin}
            back={ta.back}
          >
            <Dynamic component={current()?.page} me={client.state().me?.id} />
          </Area>
        </AdminContext.Provider>
      </Match>
    </Switch>
  );
}
