/** Draws the tree of a message. Every element that can appear stands here. */
import type { JSX } from "solid-js";
import type { Block, Inline } from "./markdown.ts";
import styles from "./markdown_view.module.css";

export function MarkdownView(props: { blocks: readonly Block[] }): JSX.Element {
  return <div class={styles.text}>{props.blocks.map(block)}</div>;
}

function block(each: Block): JSX.Element {
  switch (each.kind) {
    case "paragraph":
      return <p dir="auto">{each.children.map(inline)}</p>;
    case "heading":
      return (
        <p dir="auto" class={styles.heading}>
          {each.children.map(inline)}
        </p>
      );
    case "code":
      return (
        <pre class={styles.code} dir="ltr" tabindex="0">
          <code>{each.text}</code>
        </pre>
      );
    case "quote":
      return (
        <blockquote class={styles.quote} dir="auto">
          {each.children.map(block)}
        </blockquote>
      );
    case "list": {
      const items = each.items.map((item) => <li dir="auto">{item.map(block)}</li>);
      return each.ordered ? (
        <ol class={styles.list} start={each.start}>
          {items}
        </ol>
      ) : (
        <ul class={styles.list}>{items}</ul>
      );
    }
    case "table":
      return (
        <div class={styles.scroll} tabindex="0">
          <table class={styles.table}>
            <thead>
              <tr>
                {each.head.map((cell) => (
                  <th scope="col">{cell.map(inline)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {each.rows.map((row) => (
                <tr>
                  {row.map((cell) => (
                    <td>{cell.map(inline)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "rule":
      return <hr class={styles.rule} />;
    default:
      return each satisfies never;
  }
}

function inline(each: Inline): JSX.Element {
  switch (each.kind) {
    case "text":
      return each.text;
    case "code":
      return <code class={styles.inline_code}>{each.text}</code>;
    case "break":
      return <br />;
    case "strong":
      return <strong>{each.children.map(inline)}</strong>;
    case "emphasis":
      return <em>{each.children.map(inline)}</em>;
    case "struck":
      return <s>{each.children.map(inline)}</s>;
    case "link":
      return <Link href={each.href}>{each.children.map(inline)}</Link>;
    default:
      return each satisfies never;
  }
}

/** Addresses of this server open here, all others in a window that learns nothing of us. */
function Link(props: { href: string; children: JSX.Element }): JSX.Element {
  const here = new URL(props.href).origin === location.origin;
  return (
    <a
      class={styles.link}
      href={props.href}
      target={here ? undefined : "_blank"}
      rel={here ? undefined : "noopener noreferrer nofollow"}
    >
      {props.children}
    </a>
  );
}
