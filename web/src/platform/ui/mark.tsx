/**
 * The mark: a speech bubble drawn with one brush stroke. It stands for the
 * product, for emptiness and, drawn slowly, for waiting.
 */
import type { JSX } from "solid-js";
import styles from "./mark.module.css";

const BRUSH_STROKE =
  "M32.9 75.2L26.9 72.2L19.6 66.8L14.5 62.3L10.3 54.6L8.9 47.3L8.3 40.4L10.4 32.8L13.1 26.3L17.7 20.7L24.9 15.3L31.4 11.4L39.2 8.8L47.1 7.7L55.1 7.7L63.9 9.8L70.4 11.9L78.6 17.5L86.2 24.9L89.7 31.6L91.9 38.4L92.1 46.1L89.4 57.3L85.4 64.4L80.0 70.0L74.3 74.3L65.7 77.8L53.9 80.0L46.7 80.1L41.8 84.9L30.5 90.5L29.6 91.1L28.5 91.5L27.3 91.6L26.2 91.4L25.1 90.9L24.2 90.3L23.5 89.4L23.0 88.3L22.7 87.2L22.8 86.0L23.1 84.9L23.7 83.9L24.5 83.1L23.1 73.4L23.6 71.8L24.6 70.4L26.1 69.4L27.7 68.9L29.4 68.9L31.1 69.6L32.4 70.7L33.3 72.1L33.7 73.8L33.5 75.5L32.8 77.1L31.7 78.4L30.2 79.2L28.5 79.5L26.7 79.3L25.2 78.5L24.0 77.2L23.2 75.7L23.0 74.0L23.4 72.3L24.3 70.8L25.6 69.6L27.2 69.0L28.9 68.9L30.6 69.3L32.0 70.3L33.1 71.6L33.6 73.2L33.7 75.0L33.7 75.0L32.8 81.9L30.5 90.5L29.6 91.1L28.5 91.5L27.3 91.6L26.2 91.4L25.1 90.9L24.2 90.3L23.5 89.4L23.0 88.3L22.7 87.2L22.8 86.1L23.1 84.9L23.7 83.9L24.5 83.1L34.6 76.2L49.3 67.4L59.0 65.7L66.6 63.3L72.9 58.3L78.1 50.8L79.0 41.4L76.7 34.8L72.0 29.1L66.7 24.3L59.4 21.9L51.3 20.6L41.8 21.3L34.6 23.5L27.4 28.6L22.8 33.6L19.7 42.5L20.5 50.2L24.3 56.9L31.2 63.6L37.2 66.6L38.2 67.2L39.0 68.1L39.5 69.1L39.8 70.2L39.9 71.4L39.6 72.5L39.1 73.5L38.3 74.4L37.4 75.1L36.3 75.5L35.2 75.7L34.0 75.6L32.9 75.2Z";

export function Mark(props: { size?: "small" | "medium" | "large"; drawing?: boolean; quiet?: boolean }): JSX.Element {
  return (
    <svg
      class={styles.mark}
      classList={{
        [styles.large!]: props.size === "large",
        [styles.medium!]: props.size === "medium",
        [styles.drawing!]: props.drawing === true,
        [styles.quiet!]: props.quiet === true,
      }}
      viewBox="0 0 100 100"
      aria-hidden="true"
    >
      <path fill="currentColor" d={BRUSH_STROKE} />
    </svg>
  );
}
