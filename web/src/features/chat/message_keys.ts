/** Arrows, Home and End move between messages while the conversation has the focus. */
export function move_between_messages(event: KeyboardEvent, list: HTMLElement): void {
  const step = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const messages = [...list.querySelectorAll<HTMLElement>("[data-key]")];
  const focused = document.activeElement?.closest<HTMLElement>("[data-key]") ?? null;
  if (focused === null && (step === -Infinity || step === 1)) return;
  const from = focused === null ? messages.length : messages.indexOf(focused);
  const next = messages[Math.max(0, Math.min(messages.length - 1, from + step))];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
