// How long nobody asks again after a request has failed.

/** The pause after the first failure; each further one doubles it. */
const PAUSE_MS = 120_000;
/** The longest pause. */
const LONGEST_PAUSE_MS = 900_000;
/** The longest that a server's `Retry-After` is honoured. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** A request has failed as the one before it, or not; a reason that is a number are the server's seconds. */
export function slow(request, before, reason) {
  request.pause = Math.min(2 * before?.pause || PAUSE_MS, LONGEST_PAUSE_MS);
  request.until = Date.now() + Math.max(request.pause, Math.min(reason * 1_000, LONGEST_RETRY_AFTER_MS) || 0);
}
