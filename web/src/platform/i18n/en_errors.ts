/**
 * What each error code means to a person, in English. The server's titles are
 * for developers; these say what happened and what helps. Every code of the
 * contract has its words: the compiler names the one that is missing.
 */
import type { ErrorCode } from "../../protocol.ts";

/** What can also go wrong on this side of the wire. */
export type LocalCode = "network/unreachable" | "socket/lost";

const broken = "Something went wrong on the way. Reload the page and try again.";
const busy = "The server is busy. Try again in a moment.";

export const error_words: Record<ErrorCode | LocalCode, string> = {
  "request/malformed": broken,
  "request/malformed_json": broken,
  "request/invalid": "Something in this form is not right.",
  "request/not_found": "There is nothing at this address.",
  "request/method_not_allowed": broken,
  "request/timeout": "The connection is slow. Try again.",
  "request/too_large": "That is too large.",
  "request/uri_too_long": broken,
  "request/unsupported_media_type": broken,
  "request/misdirected": broken,
  "request/upgrade_required": broken,
  "request/header_too_large": broken,
  "request/not_implemented": broken,
  "request/version_not_supported": broken,

  "auth/required": "Sign in first.",
  "auth/bad_credentials": "The name or the password is not right.",
  "auth/wrong_password": "The password is not right.",
  "auth/csrf": "This page has grown old. Reload it and try again.",
  "auth/origin": "This page comes from another address than the server.",
  "auth/forbidden": "Your account may not do that.",
  "auth/registration_closed": "This server takes no new accounts.",
  "auth/invite_required": "This server takes new accounts by invitation only. Ask somebody here for a link.",
  "auth/disabled": "This account is disabled. Ask an administrator of this server.",
  "auth/reset_invalid": "This link is no longer valid. Ask for a new one.",
  "auth/session_not_found": "This sign-in has ended already.",
  "auth/username_taken": "This name is taken.",
  "auth/username_invalid": "Only letters, digits and _ . - are possible.",
  "auth/password_common": "Too many people use this password. Choose another.",
  "auth/password_names": "This password is a name that others can guess.",
  "auth/busy": "Many people are signing in right now. Try again in a moment.",

  "admin/last": "A server needs an administrator. Name another one first.",

  "user/not_found": "There is no such person.",
  "user/self": "That is you.",

  "room/not_found": "There is no such room.",
  "room/name_taken": "A public room has this name already.",
  "room/not_member": "Join the room first.",
  "room/forbidden": "Your role in this room does not allow that.",
  "room/lobby": "Everyone is in the lobby; it cannot be left.",
  "room/last_owner": "A room needs an owner. Hand it over first.",
  "room/already_member": "This person is in the room already.",
  "room/banned": "Not possible: banned from this room.",
  "room/archived": "This room is archived. Nobody writes in it any more.",
  "room/slow_mode": "This room is in slow mode. Wait a little.",
  "room/fixed": "A direct message stays as it is.",
  "room/exists": "This room exists already.",
  "room/too_many": "Nobody can be in more than 1,000 rooms. Leave one first.",

  "member/not_found": "This person is not in the room.",

  "dm/unreachable": "This person cannot be written to.",

  "invite/not_found": "This invitation does not exist, or was taken back.",
  "invite/expired": "This invitation has expired. Ask for a new one.",
  "invite/used_up": "This invitation has been used up. Ask for a new one.",

  "message/not_found": "There is no such message.",
  "message/empty": "There is nothing to send.",
  "message/reply_target": "The message that this answers is not in this room.",

  "log/unavailable": "The server cannot store messages right now.",
  "log/unknown": "The server did not say whether it is stored. Trying again is safe.",

  "rate/limited": "That was a lot at once. Wait a moment.",

  "server/unavailable": busy,
  "server/restarting": "The server is restarting. Try again in a moment.",
  internal: "The server made a mistake. Try again.",

  "protocol/frame_invalid": broken,
  "protocol/unknown_type": broken,
  "protocol/not_ready": broken,

  "network/unreachable": "The server could not be reached.",
  "socket/lost": "The connection was lost.",
};
