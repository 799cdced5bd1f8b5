/** Every test in which something below the server breaks. */
import type { Test } from "../../server/suite.ts";
import { cluster_faults } from "./cluster_faults.ts";
import { peer_faults } from "./peer_faults.ts";
import { postgres_faults } from "./postgres_faults.ts";
import { race_faults } from "./race_faults.ts";
import { redis_faults } from "./redis_faults.ts";
import { shutdown_faults } from "./shutdown_faults.ts";
import { start_faults } from "./start_faults.ts";
import { storm_faults } from "./storm_faults.ts";

export const faults: Test[] = [
  ...start_faults,
  ...redis_faults,
  ...postgres_faults,
  ...cluster_faults,
  ...race_faults,
  ...shutdown_faults,
  ...peer_faults,
  ...storm_faults,
];
