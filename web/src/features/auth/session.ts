/**
 * Who is signed in on this page: asked once at the start, changed by signing
 * in, registering, signing out and by the server ending the session. It holds
 * no password longer than the request that carries it.
 */
import { createSignal, type Accessor } from "solid-js";
import type { Api } from "../../platform/api/api.ts";
import { ApiError } from "../../platform/api/problem.ts";
import { forget_people } from "../../platform/store/device.ts";
import type { Me, Routes, Session as SignIn, SignedIn, User } from "../../protocol.ts";

export type SessionPhase =
  | { name: "unknown" }
  | { name: "failed"; code: string }
  /** `ended`: it was not this page that signed out. */
  | { name: "out"; ended: boolean }
  | { name: "in"; user: User };

export interface Session {
  phase: Accessor<SessionPhase>;
  load: () => Promise<void>;
  sign_in: (login: string, password: string) => Promise<void>;
  /** An invitation lets in where registration is by invitation only. */
  register: (username: string, password: string, invite?: string) => Promise<void>;
  sign_out: () => Promise<void>;
  delete_account: (password: string) => Promise<void>;
  me: () => Promise<Me>;
  /** Changes what is given of my profile and preferences; all my pages are told. */
  update: (changes: Routes["me.update"]["in"]) => Promise<Me>;
  change_password: (current_password: string, new_password: string) => Promise<void>;
  /** By a link that an administrator made. It signs nobody in; all sessions of that person end. */
  reset_password: (token: string, new_password: string) => Promise<void>;
  /** Where I am signed in. */
  sign_ins: () => Promise<readonly SignIn[]>;
  end_sign_in: (session: string) => Promise<void>;
  /** The server says that the session is over. */
  ended: () => void;
  /** Has the session ended? Asked when a socket cannot be opened. */
  check: () => Promise<boolean>;
}

export function create_session(api: Api): Session {
  const [phase, move] = createSignal<SessionPhase>({ name: "unknown" });

  const enter = (answer: SignedIn): void => {
    api.use_csrf_token(answer.csrf_token);
    move({ name: "in", user: answer.user });
  };

  const leave = async (ended: boolean): Promise<void> => {
    api.use_csrf_token(undefined);
    move({ name: "out", ended });
    if (!ended) await forget_people();
  };

  return {
    phase,
    async load() {
      move({ name: "unknown" });
      try {
        enter(await api.ask("me.get", {}));
      } catch (error) {
        if (is_signed_out(error)) move({ name: "out", ended: false });
        else move({ name: "failed", code: error instanceof ApiError ? error.code : "internal" });
      }
    },
    async sign_in(login, password) {
      enter(await api.ask("auth.login", { login, password }));
    },
    async register(username, password, invite) {
      const invited = invite === undefined ? {} : { invite };
      enter(await api.ask("auth.register", { username, password, ...invited }));
    },
    async sign_out() {
      try {
        await api.ask("auth.logout", {});
      } catch (error) {
        if (!is_signed_out(error)) throw error;
      }
      await leave(false);
    },
    async delete_account(password) {
      await api.ask("me.delete", { password });
      await leave(false);
    },
    me: () => api.ask("me.get", {}),
    update: (changes) => api.ask("me.update", changes),
    async change_password(current_password, new_password) {
      await api.ask("me.password", { current_password, new_password });
    },
    async reset_password(token, new_password) {
      await api.ask("auth.reset", { token, new_password });
    },
    sign_ins: async () => (await api.ask("sessions.list", {})).sessions,
    async end_sign_in(id) {
      try {
        await api.ask("sessions.end", { session: id });
      } catch (error) {
        // It has ended by itself meanwhile: that was wished.
        if (!(error instanceof ApiError && error.code === "auth/session_not_found")) throw error;
      }
    },
    ended: () => void leave(true),
    async check() {
      try {
        const me = await api.ask("me.get", {});
        api.use_csrf_token(me.csrf_token);
        return false;
      } catch (error) {
        return is_signed_out(error);
      }
    },
  };
}

function is_signed_out(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}
