/** Reads new messages out politely: one by one, or as a number when they rush. */
import { createEffect, on, onCleanup, type Accessor } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { name_of } from "../../platform/ui/name.tsx";
import { announce } from "../../platform/ui/toast.tsx";
import type { Message, User } from "../../protocol.ts";
import type { Timeline } from "./timeline.ts";

const GATHER_MS = 700;
const READ_OUT_AT_MOST = 3;
const LENGTH_AT_MOST = 200;

export function announce_new_messages(
  timeline: Accessor<Timeline | undefined>,
  me: Accessor<string | undefined>,
  person: (id: string) => User | undefined,
  blocked: (id: string) => boolean,
): void {
  let told_to: number | undefined;
  let gathered: Message[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const speak = (): void => {
    const messages = gathered;
    gathered = [];
    timer = undefined;
    if (messages.length > READ_OUT_AT_MOST) announce(t.chat.new_messages(messages.length));
    else
      announce(
        messages
          .map((each) => t.chat.said(name_of(person(each.author)), each.text.slice(0, LENGTH_AT_MOST)))
          .join(" "),
      );
  };

  createEffect(
    on(timeline, (now) => {
      if (now?.loaded !== true || now.has_after) return;
      const newest = now.messages.at(-1)?.seq ?? 0;
      const since = told_to;
      told_to = Math.max(newest, since ?? 0);
      if (since === undefined) return;
      gathered.push(
        ...now.messages.filter(({ seq, author }) => seq > since && author !== me() && !blocked(author)),
      );
      if (gathered.length > 0) timer ??= setTimeout(speak, GATHER_MS);
    }),
  );
  onCleanup(() => clearTimeout(timer));
}
