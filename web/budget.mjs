// The first load of sign-in and chat must stay small: counts the JavaScript
// (gzip) that index.html pulls in, with everything it imports statically, and
// fails above the limit. Chunks that load on demand are listed, not counted.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 120;
const AIM_KB = 100;

const dist = join(import.meta.dirname, "dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const kilobytes = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;

const first = new Set(["theme.js"]);
const styles = new Set();
const visit = (name) => {
  const chunk = manifest[name];
  if (first.has(chunk.file)) return;
  first.add(chunk.file);
  for (const sheet of chunk.css ?? []) styles.add(sheet);
  for (const next of chunk.imports ?? []) visit(next);
};
for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(name);

const later = new Set(
  Object.values(manifest)
    .map((chunk) => chunk.file)
    .filter((file) => file.endsWith(".js") && !first.has(file)),
);

const list = (title, files) => {
  const rows = [...files].map((file) => [file, kilobytes(file)]);
  const total = rows.reduce((sum, [, size]) => sum + size, 0);
  console.log(`${title}: ${total.toFixed(1)} KB gzip`);
  for (const [file, size] of rows) console.log(`  ${size.toFixed(1).padStart(6)} KB  ${file}`);
  return total;
};

const total = list("first load, JavaScript", first);
list("first load, styles", styles);
if (later.size > 0) list("on demand, JavaScript", later);
// The server serves what lies in dist; the manifest is the build's own.
rmSync(join(dist, ".vite"), { recursive: true });

if (total > LIMIT_KB) {
  console.error(`over the budget: ${total.toFixed(1)} KB > ${LIMIT_KB} KB`);
  process.exit(1);
}
console.log(`within the budget of ${LIMIT_KB} KB${total > AIM_KB ? `, above the aim of ${AIM_KB} KB` : ""}`);
