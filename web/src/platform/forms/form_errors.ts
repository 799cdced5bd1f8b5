/** Which of a form's fields a refused request is about, in words. Pure. */
import { error_text } from "../i18n/index.ts";
import { ApiError } from "../api/problem.ts";

export interface FormErrors {
  /** Words per field of the form. */
  fields: Readonly<Record<string, string | undefined>>;
  /** What is about no single field. */
  form: string | undefined;
}

export const no_errors: FormErrors = { fields: {}, form: undefined };

/** `by_code` names the field that a code is about; the server's own list of fields counts as well. */
export function form_errors(
  error: unknown,
  by_code: Readonly<Record<string, string>>,
  fields: readonly string[],
): FormErrors {
  if (!(error instanceof ApiError)) return { fields: {}, form: error_text("internal") };
  const field = by_code[error.code];
  if (field !== undefined) return { fields: { [field]: error_text(error.code) }, form: undefined };
  const named = error.fields.filter((problem) => fields.includes(problem.field));
  if (named.length > 0) {
    const words = named.map(
      ({ field: name, code }) => [name, error_text(code in by_code ? code : error.code)] as const,
    );
    return { fields: Object.fromEntries(words), form: undefined };
  }
  return { fields: {}, form: error_text(error.code) };
}

/** Why a request was refused, in words, where there is no form. */
export function words_of(error: unknown): string {
  return error_text(error instanceof ApiError ? error.code : "internal");
}
