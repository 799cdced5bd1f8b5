/** The words of the settings, in English; they are read when a settings page is. */
export const en_settings = {
  title: "Settings",
  back: "All settings",
  administration: "Administration",

  profile: {
    title: "Profile",
    lead: "How others see you.",
    name_section: "Your name",
    display_name: "Name",
    display_name_hint: "Anything you like to be called, up to 64 characters.",
    name_needed: "Others need a name to call you by.",
    name_long: "At most 64 characters.",
    save: "Save",
    saved: "Saved",
    username: "User name",
    username_lead: "You sign in with it, and others mention you by it. It stays as it is.",
    email: "E-mail",
    member_since: "Here since",
  },

  appearance: {
    title: "Appearance",
    lead: "Everywhere you are signed in.",
    theme: "Colours",
    light: "Light",
    dark: "Dark",
    system: "As the system",
    kept_here: "This holds on this device only, for now.",
  },

  sessions: {
    title: "Sessions",
    lead: "Where you are signed in. End what you do not know, and change your password then.",
    current: "This device",
    now: "Active now",
    last_seen: (when: string): string => `Last active ${when}`,
    since: (date: string): string => `signed in ${date}`,
    unknown_device: "Unknown device",
    on: (browser: string, system: string): string => `${browser} on ${system}`,
    end: "Sign out",
    end_one: (device: string): string => `Sign out ${device}`,
    ended_one: (device: string): string => `${device} is signed out`,
    others: "Elsewhere",
    none: "You are signed in nowhere else.",
    end_others: "Sign out everywhere else",
    end_others_title: "Sign out everywhere else?",
    end_others_lead: "Every other device and window has to sign in again. This one stays.",
    ended_others: "Signed out everywhere else",
    failed: "Your sessions could not be read.",
  },

  account: {
    title: "Account",
    password: "Password",
    password_lead: "A new password signs you out everywhere else.",
    current_password: "Current password",
    new_password: "New password",
    change_password: "Change password",
    password_changed: "Password changed. You are signed out everywhere else.",
    leave: "Sign out",
    sign_out: "Sign out",
    sign_out_lead: "Drafts and unsent messages on this device are removed.",
    sign_out_failed: "Signing out did not reach the server.",
    delete: "Delete account",
    delete_lead: "For good: nobody can bring it back.",
    delete_title: "Delete your account?",
    delete_what:
      "Your name, your profile and your sessions go at once and cannot be brought back. What you wrote stays in its rooms, without your name.",
    delete_do: "Delete for ever",
    your_password: "Your password",
  },

  reset: {
    title: "A new password",
    lead: "Choose one that you use nowhere else. You are signed out everywhere when it is set.",
    set: "Set password",
    invalid_title: "This link no longer works",
    invalid_lead:
      "It was used already, has expired, or a newer one took its place. Ask whoever gave it to you for a new one.",
    to_sign_in: "To signing in",
    done_title: "The password is set",
    done_lead: "Sign in with it where you need it. On this page somebody else is signed in, and stays so.",
    home: "To my rooms",
  },
};

export type SettingsCatalogue = typeof en_settings;
