/** Postgres and Redis that all tests of a suite share: those of ./dev test, or own ones when the suite runs by hand. */
import { other_database, Postgres, sql } from "./postgres.ts";
import { Redis } from "./redis.ts";

export interface Services {
  redis_url: string;
  /** A database that nobody else uses; each gets its own. */
  new_database: () => Promise<string>;
}

let shared: Promise<Services> | undefined;
let databases = 0;

async function begin(): Promise<Services> {
  const given = process.env["TEST_DATABASE_URL"];
  const admin_url = given ?? (await Postgres.start()).url("postgres");
  const redis_url = process.env["TEST_REDIS_URL"] ?? (await Redis.start()).url;
  return {
    redis_url,
    async new_database() {
      databases += 1;
      const name = `suite_${process.pid}_${databases}`;
      await sql(admin_url, `create database ${name}`);
      return other_database(admin_url, name);
    },
  };
}

export function services(): Promise<Services> {
  shared ??= begin();
  return shared;
}
