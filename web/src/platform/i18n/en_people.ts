/** What the page says about people, in English: finding them, their profile, blocking. */
import { count } from "./en_count.ts";

export const people_words = {
  new_message: "New message",
  new_message_title: "Write to somebody",
  new_message_lead: "To one person, or to up to seven together. Nobody else sees it.",
  open_direct: "Start writing",
  search: "Search by name",
  search_hint: "Names and user names, from their beginning.",
  searching: "Searching…",
  nobody_found: (words: string): string => `Nobody here is called "${words}".`,
  search_failed: "The search did not reach the server.",
  found: (amount: number): string => `${count(amount, "person", "people")} found`,
  chosen: "Chosen",
  drop: (name: string): string => `Remove ${name} from the list`,
  full: "That is everybody who fits.",
  already: "in the room",
  profile: "Profile",
  profile_of: (name: string): string => `Profile of ${name}`,
  message: "Send a message",
  block: "Block",
  unblock: "Unblock",
  block_lead: "Their messages fold away for you, and they cannot write to you directly. They are not told.",
  blocked_lead:
    "You have blocked this person. Their messages are folded away, and they cannot write to you directly.",
  blocked: (name: string): string => `${name} is blocked`,
  unblocked: (name: string): string => `${name} is no longer blocked`,
  deleted_lead: "This account was deleted. What it wrote stays.",
  this_is_you: "This is you.",
  open_settings: "Account and settings",
};
