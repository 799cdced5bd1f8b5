/** The page as a whole: one client, its features' contexts, the routes. */
import { Route, Router, useLocation, useNavigate, type RouteSectionProps } from "@solidjs/router";
import { createEffect, ErrorBoundary, lazy, Match, Show, Suspense, Switch, type JSX } from "solid-js";
import { SessionContext } from "../features/auth/auth_context.ts";
import { ChatContext } from "../features/chat/chat_context.ts";
import { PeopleContext } from "../features/people/people_context.ts";
import { RoomsContext } from "../features/rooms/rooms_context.ts";
import { error_text, t } from "../platform/i18n/index.ts";
import { Blank, Waiting } from "../platform/ui/blank.tsx";
import { Button } from "../platform/ui/button.tsx";
import { Notices } from "../platform/ui/toast.tsx";
import { create_client } from "./client.ts";
import { ClientContext } from "./client_context.ts";
import { follow_appearance } from "./appearance_follows.ts";
import { RegisterPage, SignInPage } from "./entry_pages.tsx";
import { Home } from "./home.tsx";
import { NotFound } from "./not_found.tsx";
import { is_entrance, is_open, paths, place_after } from "./paths.ts";
import { RoomPage } from "./room_page.tsx";
import { Shell } from "./shell.tsx";

const AdminPage = lazy(() => import("./admin_page.tsx"));
const ResetPage = lazy(() => import("./reset_page.tsx"));
const SettingsPage = lazy(() => import("./settings_page.tsx"));
const InvitePage = lazy(() => import("./invite_page.tsx"));
const BrowsePage = lazy(() => import("./browse_page.tsx"));
const SEQ = { seq: /^\d{1,15}$/ };

export function App(): JSX.Element {
  const client = create_client();
  void client.session.load();
  follow_appearance(client);
  return (
    <ClientContext.Provider value={client}>
      <SessionContext.Provider value={client.session}>
        <PeopleContext.Provider value={client.people}>
          <RoomsContext.Provider value={client.rooms}>
            <ChatContext.Provider value={client.chat}>
              <Router root={(section) => <Doors {...section} />}>
                <Route path="/sign-in" component={SignInPage} />
                <Route path="/register" component={RegisterPage} />
                <Route path="/reset/:token" component={ResetPage} />
                <Route path="/i/:code" component={InvitePage} />
                <Route component={Shell}>
                  <Route path="/" component={Home} />
                  <Route path="/rooms" component={BrowsePage} />
                  <Route path="/settings/:page?" component={SettingsPage} />
                  <Route path="/admin/:page?" component={AdminPage} />
                  <Route path="/r/:room/:seq?" matchFilters={SEQ} component={RoomPage} />
                  <Route path="*" component={NotFound} />
                </Route>
              </Router>
              <Notices />
            </ChatContext.Provider>
          </RoomsContext.Provider>
        </PeopleContext.Provider>
      </SessionContext.Provider>
    </ClientContext.Provider>
  );

  /** Lets people in, and brings them where they wanted to go. */
  function Doors(section: RouteSectionProps): JSX.Element {
    const { session } = client;
    const navigate = useNavigate();
    const location = useLocation();

    const open = (): boolean => {
      const { name } = session.phase();
      if (name !== "in" && name !== "out") return false;
      return is_open(location.pathname) || is_entrance(location.pathname) === (name === "out");
    };
    createEffect(() => {
      const { name } = session.phase();
      if (is_open(location.pathname)) return;
      if (name === "out" && !is_entrance(location.pathname)) {
        navigate(paths.sign_in(location.pathname + location.search), { replace: true });
      }
      if (name === "in" && is_entrance(location.pathname)) {
        navigate(place_after(location.search), { replace: true });
      }
    });

    const failure = (): string | undefined => {
      const phase = session.phase();
      return phase.name === "failed" ? error_text(phase.code) : undefined;
    };
    return (
      <ErrorBoundary fallback={(error: unknown) => <Crash error={error} />}>
        <Switch>
          <Match when={failure()}>
            {(words) => (
              <main>
                <Blank failing heading="h1" title={words()}>
                  <Button onClick={() => void session.load()}>{t.common.retry}</Button>
                </Blank>
              </main>
            )}
          </Match>
          <Match when={session.phase().name === "unknown"}>
            <Waiting label={t.common.loading} />
          </Match>
        </Switch>
        <Show when={open()}>
          <Suspense fallback={<Waiting label={t.common.loading} />}>{section.children}</Suspense>
        </Show>
      </ErrorBoundary>
    );
  }
}

function Crash(props: { error: unknown }): JSX.Element {
  createEffect(() => console.error(props.error));
  return (
    <main>
      <Blank failing heading="h1" title={t.places.crash_title} lead={t.places.crash_lead}>
        <Button tone="primary" onClick={() => location.reload()}>
          {t.connection.reload}
        </Button>
      </Blank>
    </main>
  );
}
