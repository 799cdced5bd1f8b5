/** The field for a password that is new: what the server asks of it, and how well it would hold. */
import { createSignal, type JSX } from "solid-js";
import { t } from "../../platform/i18n/index.ts";
import { Field } from "../../platform/ui/field.tsx";
import { password_fault } from "./account_rules.ts";
import { StrengthMeter } from "./form_parts.tsx";
import { password_strength } from "./password_strength.ts";

/** Codes of the contract that are about the password chosen. */
export const NEW_PASSWORD_CODES = ["auth/password_common", "auth/password_names"] as const;

export function NewPassword(props: {
  label: string;
  name: string;
  value: string;
  change: (value: string) => void;
  /** Told also while the field was not left yet. */
  checked: boolean;
  error: string | undefined;
  /** Names of the person, which others can guess. */
  names: readonly string[];
  autofocus?: boolean;
}): JSX.Element {
  const [left, set_left] = createSignal(false);
  const words = (): string | undefined => {
    const fault = password_fault(props.value);
    return fault !== undefined && (props.checked || (left() && props.value !== ""))
      ? t.auth[fault]
      : props.error;
  };
  return (
    <Field
      label={props.label}
      name={props.name}
      type="password"
      autocomplete="new-password"
      required
      autofocus={props.autofocus === true}
      value={props.value}
      change={(value) => props.change(value)}
      onBlur={() => set_left(props.value !== "")}
      hint={t.auth.password_hint}
      error={words()}
      below={
        <StrengthMeter shown={props.value !== ""} strength={password_strength(props.value, props.names)} />
      }
    />
  );
}
