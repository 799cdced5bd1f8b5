// The prose of the reference: how to begin, what holds for every request, how a WebSocket client converges, limits.
// HTML of our own; only tables are made from the schema. Pure.
import { anchorOfError, code, escaped, heading, sentence, table } from "./reference_markup.mjs";

const section = (id, title, body) => `<section id="${id}" class="part">
${heading(2, id, title)}
${body}
</section>`;

export const start = () =>
  section(
    "start",
    "Start here",
    `<p>Everything is below <code>/api/v1</code>: JSON in, JSON out, in snake_case. Every example on this page is
run by our tests. They use a few variables of your shell:</p>
<figure class="example"><pre><code># where the server is
origin=http://localhost:8080
base=$origin/api/v1
# a new one for each message
nonce=$(uuidgen)
# somebody else: GET /users finds people
user=…</code></pre></figure>
<p>Then <a href="#auth.register">make an account</a> or <a href="#auth.login">sign in</a>, keep <code>csrf_token</code> of the answer as
<code>$csrf</code>, and go on with any of the others.</p>
<h3 id="signing-in">Who is asking</h3>
<ul>
<li><b>A cookie</b>, set by signing in: <code>__Host-chatelier</code>, or <code>chatelier</code> over plain http on this machine. With any
method but GET it needs two things beside it, so that no other site can ask in your name: the header <code>X-CSRF-Token</code>, and an
<code>Origin</code> or <code>Sec-Fetch-Site</code> that says the same site.</li>
<li><b>A bearer token</b>, for scripts: <code>Authorization: Bearer …</code>, and nothing beside it. Routes that make
such tokens are still to come.</li>
</ul>
<h3 id="conventions">What holds everywhere</h3>
<ul>
<li>Times are RFC 3339 in UTC with milliseconds. Ids are opaque. Lengths count Unicode code points.</li>
<li>A field that the schema does not know is refused by name. Answers may grow: skip what you do not know.</li>
<li>Lists take <code>limit</code> and <code>cursor</code> and answer <code>next_cursor</code> while there is more; messages and events page by
<code>seq</code>. A list in a query is separated by commas.</li>
<li>What is none of your business does not exist: a room that you may not read answers 404.</li>
<li>Every answer carries <code>X-Request-Id</code>; a <code>traceparent</code> that you send is honoured.</li>
</ul>
<h3 id="nonce">Sent twice exists once</h3>
<p>A nonce is a UUID that you make for each thing you store. Send the same one again, after a lost answer or
<a href="#error.log.unknown"><code>log/unknown</code></a>, and you get the first result again, whatever the content.</p>`,
  );

const milliseconds = (ms) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);
const limit = (it) => (it ? `${it.burst}, then one per ${milliseconds(it.interval_ms)}` : "—");

export const permissions = (model, guide) =>
  section(
    "limits",
    "Access and rates",
    `<p>Each route and command says who may use it and which bucket it draws from. Both are checked before anything else happens.</p>
${table(
  ["Access", "Who"],
  Object.entries(guide.access).map(([name, words]) => [
    { id: `access.${name}`, html: code(name) },
    escaped(words),
  ]),
  "accesses",
)}
<p>A bucket holds so many tokens and regains one at a time. Empty, it answers <a href="#error.rate.limited"><code>rate/limited</code></a>
with <code>Retry-After</code>; <code>RateLimit-Limit</code>, <code>-Remaining</code> and <code>-Reset</code> say how full it is.</p>
${table(
  ["Bucket", "For", "Each person", "Each address"],
  model.rates.map((rate) => [
    { id: `rate.${rate.name}`, html: code(rate.name) },
    escaped(rate.description),
    limit(rate.person),
    limit(rate.address),
  ]),
  "rates",
)}`,
  );

export const socket = (guide) =>
  section(
    "websocket",
    "WebSocket",
    `<p><code>GET /api/v1/ws</code>, subprotocol <code>chatelier.v1</code>, with the session's cookie and an <code>Origin</code> of this server,
or with a bearer token and none. Each text frame is one JSON object with a <code>type</code>. A command may carry an <code>id</code>, a
text or a number of yours; it comes back in <a href="#event.ack"><code>ack</code></a> or <a href="#event.error"><code>error</code></a>.</p>
<figure class="example"><figcaption>A short conversation</figcaption><pre><code>← {"type":"ready","user":{…},"rooms":[{"room":"0193…","last_seq":41,…}],"heartbeat_ms":25000,…}
→ {"type":"resume","rooms":{"0193…":39}}
← {"type":"message.created","room":"0193…","seq":40,…}
← {"type":"message.created","room":"0193…","seq":41,…}
← {"type":"resumed","room":"0193…","last_seq":41}
→ {"type":"message.send","id":1,"room":"0193…","nonce":"8f14…","text":"It weaves."}
← {"type":"message.created","room":"0193…","seq":42,"message":{"nonce":"8f14…",…},…}
← {"type":"ack","id":1,"seq":42,"at":"…"}</code></pre></figure>
<h3 id="converge">How a client converges</h3>
<ol>
<li>The first frame is <a href="#event.ready"><code>ready</code></a>: who I am and my rooms, each with its <code>last_seq</code>, from one
snapshot. No event of a room follows before <a href="#command.resume"><code>resume</code></a>.</li>
<li><code>resume</code> says up to which <code>seq</code> you hold each room; it may be empty. A room that is not named starts at
<code>last_seq</code> of <code>ready</code>.</li>
<li>For each room come the missing events in order, then <a href="#event.resumed"><code>resumed</code></a>. When more than 1,000 events or
1 MiB are missing it is <a href="#event.resync"><code>resync</code></a> instead: drop what you hold of the room, read the newest messages by
<a href="#messages.list">REST</a>, and go on from <code>last_seq</code>. <a href="#event.gone"><code>gone</code></a>: you are no longer in it.</li>
<li>Live, resumed and replayed events are the same bytes: one reducer serves all of them. The <code>seq</code> of a room has no gaps. If
you see one, send <code>resume</code> again.</li>
<li>Only events move your position in a room, never an <code>ack</code> or a 201; either may come first. Your own pending message is
recognised by its <code>nonce</code>. A change of a message is skipped when its <code>seq</code> is not above the message's
<code>rev</code>.</li>
<li>What you had sent and not seen acknowledged, send again with the same nonce.</li>
</ol>
<h3 id="deliveries">Three kinds of delivery</h3>
${table(
  ["Delivery", "Means"],
  Object.entries(guide.deliveries).map(([name, words]) => [{ html: code(name) }, sentence(words)]),
  "deliveries",
)}
<h3 id="frames">Limits</h3>
<p>A frame has at most 64 KiB, 32 levels and 10,000 values, in UTF-8 without a byte order mark; no key stands twice in an object.
<code>ready</code> publishes the server's own limits. A silent connection is pinged every <code>heartbeat_ms</code> and closed when it
stays silent.</p>
<h3 id="closes">Close codes</h3>
${table(
  ["Code", "Name", "Then"],
  guide.closes.map((close) => [{ html: code(close.code) }, escaped(close.name), escaped(close.then)]),
  "closes",
)}`,
  );

export const errors = (model) =>
  section(
    "errors",
    "Errors",
    `<p>By REST an error is <code>application/problem+json</code> (<a href="#type.Problem">Problem</a>, RFC 9457), by WebSocket an
<a href="#event.error"><code>error</code></a> frame with the same <code>code</code>. Decide by the code, show the title. Where
trying again can help, the answer says when.</p>
${table(
  ["Code", "Status", "Title", "Again"],
  model.errors.map((error) => [
    { id: anchorOfError(error), html: code(error.code) },
    error.status,
    escaped(error.title),
    error.retryable ? "may help" : "—",
  ]),
  "errors",
)}`,
  );
