/** The words of the administration, in English; they are read when one of its pages is. */
const count = (amount: string, one: string, many: string): string =>
  amount === "1" ? `1 ${one}` : `${amount} ${many}`;

export const en_admin = {
  title: "Administration",
  back: "All of administration",
  to_settings: "My settings",
  no_longer: "You are no longer an administrator.",
  more_failed: "The rest could not be read.",
  actions: "Actions",

  people: {
    title: "People",
    lead: "Everybody with an account on this server.",
    search: "Search people",
    search_hint: "Name or user name",
    person: "Person",
    rooms: "Rooms",
    joined: "Here since",
    last_seen: "Last seen",
    never: "never",
    administrator: "administrator",
    disabled: "disabled",
    you: "you",
    failed: "The list of people could not be read.",
    empty: "Nobody yet",
    none_found: (words: string): string => `Nobody is called “${words}”`,
    none_found_lead: "User names and names are searched from their beginning.",
    show_all: "Show everybody",
    act_on: (name: string): string => `What to do with ${name}`,

    disable: "Disable",
    disable_title: (name: string): string => `Disable ${name}?`,
    disable_lead:
      "They are signed out everywhere at once and cannot sign in until you enable the account again. What they wrote stays.",
    disabled_now: (name: string): string => `${name} is disabled`,
    enable: "Enable",
    enabled_now: (name: string): string => `${name} may sign in again`,
    promote: "Make administrator",
    promote_title: (name: string): string => `Make ${name} an administrator?`,
    promote_lead: "They can do everything that you can here, also take your rights away.",
    promoted: (name: string): string => `${name} is an administrator`,
    demote: "Take rights away",
    demote_title: (name: string): string => `Take the administrator’s rights from ${name}?`,
    demote_lead: "They stay a person like everybody else here.",
    demote_self_title: "Give your administrator’s rights away?",
    demote_self_lead: "You cannot come back to these pages unless another administrator lets you.",
    demoted: (name: string): string => `${name} is no longer an administrator`,

    reset: "Make a reset link",
    reset_title: (name: string): string => `A new password for ${name}`,
    reset_lead:
      "Hand this link to them by a way that you trust. Whoever opens it can set a new password, once.",
    reset_link: "Link",
    reset_until: (moment: string): string => `Works until ${moment}. It is shown only now.`,
    reset_failed: "No link was made.",
    done: "Done",

    erase: "Delete account",
    erase_title: (name: string): string => `Delete the account of ${name}?`,
    erase_lead:
      "Their name, profile and sessions go at once and cannot be brought back. What they wrote stays in its rooms, without their name.",
    erase_confirm: (username: string): string => `Type ${username} to confirm`,
    erase_do: "Delete for ever",
    erased: (name: string): string => `The account of ${name} is deleted`,
  },

  rooms: {
    title: "Rooms",
    lead: "Public and private rooms. Direct messages are nobody’s business.",
    room: "Room",
    kind: "Kind",
    kinds: { public: "public", private: "private", dm: "direct" },
    members: "People",
    messages: "Messages",
    last: "Last activity",
    quiet: "none yet",
    lobby: "lobby",
    archived: "archived",
    failed: "The list of rooms could not be read.",
    empty: "There is no room yet.",
    act_on: (name: string): string => `What to do with ${name}`,
    erase: "Delete room",
    erase_title: (name: string): string => `Delete ${name}?`,
    erase_lead: (messages: string, people: string): string =>
      `${count(messages, "message goes", "messages go")} with it, for ${count(people, "person", "people")}. Nobody can bring them back.`,
    erase_confirm: (name: string): string => `Type ${name} to confirm`,
    erase_do: "Delete for ever",
    erased: (name: string): string => `${name} is deleted`,
  },

  health: {
    title: "Health",
    lead: "How the server is, and what it keeps.",
    failed: "The server did not say how it is.",
    refresh: "Look again",
    looked: "What stands here is new.",
    server: "Server",
    version: "Version",
    up_since: "Up since",
    registration: "Registration",
    registrations: { open: "open", invite: "by invitation", closed: "closed" } as Record<
      string,
      string
    >,
    connections: "Connections",
    parts: "What it stands on",
    works: "works",
    fails: "does not answer",
    counts: "What is here",
    people: "People",
    rooms: "Rooms",
    messages: "Messages",
    about: (amount: string): string => `about ${amount}`,
    storage: "Storage",
    database: (size: string): string => `The database takes ${size}. Its largest tables:`,
    rows: (amount: string): string => `about ${count(amount, "row", "rows")}`,
  },

  log: {
    title: "Log",
    lead: "What administrators did, newest first.",
    failed: "The log could not be read.",
    empty: "Nothing yet",
    empty_lead: "Whatever an administrator does here is written down.",
    terminal: "Somebody at the server’s terminal",
    gone: "a deleted account",
    /** What stands before and after the name of whom or what it was done to. */
    acts: {
      "person.create": ["made the account of", ""],
      "person.disable": ["disabled", ""],
      "person.enable": ["enabled", "again"],
      "person.promote": ["made", "an administrator"],
      "person.demote": ["took the administrator’s rights from", ""],
      "person.reset": ["made a reset link for", ""],
      "person.erase": ["deleted an account", ""],
      "room.drop": ["deleted the room", ""],
    } as Record<string, readonly [string, string]>,
    unknown_act: (action: string): readonly [string, string] => [`did “${action}” to`, ""],
  },

  confirm_wrong: "That is not the same.",
  errors: {
    "user/self":
      "That is your own account. Its owner deletes it in the settings; nobody disables themselves.",
    "admin/last": "You are the last administrator. Name another one first.",
  } as Record<string, string>,
};

export type AdminCatalogue = typeof en_admin;
