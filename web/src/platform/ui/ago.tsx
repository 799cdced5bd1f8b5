/** How long ago something was, with the moment itself for whoever points at it. */
import type { JSX } from "solid-js";
import { ago } from "../i18n/amounts.ts";
import { moment_of } from "../i18n/index.ts";

export function Ago(props: { at: string }): JSX.Element {
  return (
    <time dateTime={props.at} title={moment_of(props.at)}>
      {ago(props.at)}
    </time>
  );
}
