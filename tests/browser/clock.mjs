// Pages whose clock the test holds: it is one for all pages of a context.

import { until } from '../harness/until.mjs';

/** Less than a request may take before the page gives it up. */
const STEP_MS = 5_000;

/**
 * Lets time pass on the clock of the page and of those beside it, which must be installed.
 *
 * The network has another clock: were the page's to run while an answer is under way, the page
 * would give up a request that took an instant. So it stands while anything is asked.
 */
export async function passes(page, milliseconds) {
  const asked = new Set();
  const begins = (request) => asked.add(request);
  const ends = (request) => asked.delete(request);
  const context = page.context();
  context.on('request', begins).on('requestfinished', ends).on('requestfailed', ends);
  for (let left = milliseconds; 0 < left; left -= STEP_MS) {
    await page.clock.runFor(Math.min(left, STEP_MS));
    await until('what was asked to be answered', () => asked.size === 0);
  }
  context.off('request', begins).off('requestfinished', ends).off('requestfailed', ends);
}
