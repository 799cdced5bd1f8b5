/**
 * What a stack that perf found was at, in words: from the innermost frame outwards, the first that is known decides;
 * frames that say little count only where no better one surrounds them. Pure.
 */

interface Area {
  name: string;
  frame: RegExp;
}

/** Of the server. */
export const server_areas: readonly Area[] = [
  { name: "Argon2id", frame: /argon2|fBlaMka|fill_(block|segment)/ },
  {
    name: "malloc and free",
    frame: /^(_int_|__libc_)?(malloc|free|calloc|realloc)|^operator (new|delete)|^malloc_/,
  },
  { name: "sending: the kernel's TCP, to the reader's queue", frame: /sys_sendmsg|sys_sendto|tcp_sendmsg/ },
  { name: "receiving: the kernel's TCP", frame: /sys_recvmsg|sys_recvfrom|sys_readv|tcp_recvmsg/ },
  { name: "waiting for sockets (epoll)", frame: /epoll/ },
  { name: "threads that wake each other", frame: /futex|eventfd|pthread_(cond|mutex)|sys_write/ },
  { name: "random numbers from the kernel", frame: /getrandom|urandom|crng_/ },
  { name: "timers", frame: /timerfd|timer_queue|TimerWheel|chatelier::Wheel/ },
  { name: "page faults", frame: /exc_page_fault/ },
  { name: "outbox", frame: /^chatelier::Outbox/ },
  { name: "hub: who hears it", frame: /^chatelier::(Hub|Cluster)/ },
  {
    name: "WebSocket: reading and writing frames",
    frame: /^(boost::beast::websocket|chatelier::Session|chatelier::WebSocket)/,
  },
  { name: "JSON", frame: /^chatelier::wire::|json/ },
  { name: "the writer", frame: /^chatelier::(log::|Writer|Nonces|TypeQueries|Round)/ },
  { name: "Postgres and its protocol (libpq)", frame: /libpq|^PQ|^chatelier::(db::|Pool|Database)/ },
  {
    name: "commands of the features",
    frame: /^chatelier::(Dispatcher|chat::|rooms::|people::|auth::|admin::)/,
  },
];

export const server_rest: readonly Area[] = [
  { name: "Asio: handlers and coroutines", frame: /boost::asio|std::coroutine/ },
  { name: "the server, elsewhere", frame: /^(chatelier|std|boost)::/ },
  { name: "the kernel, elsewhere", frame: /kernel\.kallsyms/ },
];

/** Of a backend of Postgres. */
export const postgres_areas: readonly Area[] = [
  {
    name: "writing its log ahead (WAL) and syncing it",
    frame: /^(XLog|XLOG|issue_xlog|pg_fsync|CopyXLogRecord)|sys_(fdatasync|fsync)/,
  },
  { name: "inserting into indices", frame: /^(ExecInsertIndexTuples|btinsert|_bt_doinsert)/ },
  {
    name: "searching indices",
    frame: /^(index_getnext|index_getbitmap|_bt_search|_bt_first|_bt_check_unique)/,
  },
  {
    name: "inserting rows",
    frame: /^(heap_insert|heap_multi_insert|table_tuple_insert|RelationGetBufferForTuple|heap_update)/,
  },
  { name: "reading JSON", frame: /json/ },
  {
    name: "parsing and planning",
    frame: /^(raw_parser|parse_analyze|pg_plan|standard_planner|GetCachedPlan|pg_analyze)/,
  },
  { name: "receiving and sending", frame: /sys_send|sys_recv|^(pq_|secure_)/ },
  { name: "waiting (epoll)", frame: /epoll|WaitEventSet/ },
  { name: "beginning and ending transactions", frame: /^(Commit|Start)Transaction|^ResourceOwner|^AtEOXact/ },
];

export const postgres_rest: readonly Area[] = [
  {
    name: "unnesting arrays, joins, the rest of the executor",
    frame: /^(Exec|standard_Executor|PortalRun|exec_)/,
  },
  { name: "the kernel, elsewhere", frame: /kernel\.kallsyms/ },
];

export interface Share {
  name: string;
  percent: number;
}

/** `script`: of `perf script -F ip,sym,dso`, stacks with an empty line behind each. Most first. */
export function shares_of(script: string, areas: readonly Area[], rest: readonly Area[]): Share[] {
  const counts = new Map<string, number>();
  let stacks = 0;
  for (const stack of script.split(/\n\s*\n/)) {
    const frames = stack
      .split("\n")
      .map((line) => line.replace(/^\s*[0-9a-f]+ /, "").trim())
      .filter((frame) => frame !== "");
    if (frames.length === 0) continue;
    const name = area_of(frames, areas) ?? area_of(frames, rest) ?? "unknown";
    counts.set(name, (counts.get(name) ?? 0) + 1);
    stacks += 1;
  }
  return [...counts]
    .map(([name, count]) => ({ name, percent: (100 * count) / stacks }))
    .toSorted((a, b) => b.percent - a.percent);
}

function area_of(frames: readonly string[], areas: readonly Area[]): string | undefined {
  for (const frame of frames) {
    const found = areas.find((area) => area.frame.test(frame));
    if (found !== undefined) return found.name;
  }
  return undefined;
}
