// Waits for a condition: the only way in which these tests wait for anything outside a page.
// Never a fixed time, because that is either too short on a busy machine or wasted on an idle one.

import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks, in milliseconds: short against nearly everything that is waited for. */
const LOOK_EVERY_MS = 50;

/**
 * Resolves with the first truthy value of `look`. A `look` that throws counts as "not yet"; what
 * it threw last is told when the time is over.
 */
export async function until(what, look, { seconds = 30, lookEveryMs = LOOK_EVERY_MS } = {}) {
  const end = performance.now() + seconds * 1_000;
  let reason;
  do {
    try {
      const found = await look();
      if (found) return found;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    await pause(lookEveryMs);
  } while (performance.now() < end);
  throw new Error(`${what}: not within ${seconds} s`, { cause: reason });
}
