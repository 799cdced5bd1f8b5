import { Stage, on_stage } from "/work/next/tests/bench/stage.ts";
import { sql } from "/work/next/tests/server/postgres.ts";
const rate = Number(process.argv[2] ?? 15000);
await on_stage(await Stage.with({people:200,rooms:50,members:4,stride:4,writers:4},[{}]), async (st) => {
  await st.sql("analyze");
  const t = st.talk(...Array.from({length:8},()=>["--rate",rate]).flat(), "--senders",200,"--hearers",4,"--warm-up",0,"--seconds",2).then(s=>{for (const x of s) console.log(x.rate, x.acknowledged_per_second|0, x.refused, x.acknowledgement_ms.p99|0, JSON.stringify(x.cpu_seconds))});
  const waits = new Map<string, number>();
  let stop = false; t.then(()=>{stop=true},(e)=>{console.log(String(e).slice(0,300));stop=true});
  while(!stop){ const o = await sql(st.database_url,"select state||' '||coalesce(wait_event_type||':'||wait_event,'cpu')||' '||left(query,50) from pg_stat_activity where backend_type='client backend' and state<>'idle' and pid<>pg_backend_pid() union all select backend_type||' '||coalesce(wait_event,'cpu') from pg_stat_activity where backend_type in ('walwriter','checkpointer','autovacuum worker')"); for (const l of o.split("\n")) if(l) waits.set(l,(waits.get(l)??0)+1); await new Promise(r=>setTimeout(r,50)); }
  console.log([...waits].sort((a,b)=>b[1]-a[1]).slice(0,22).map(([k,n])=>n+" "+k).join("\n"));
  console.log(await st.sql("select wal_records, wal_fpi, wal_bytes, wal_write, wal_sync, wal_buffers_full from pg_stat_wal"));
});
process.exit(0);
