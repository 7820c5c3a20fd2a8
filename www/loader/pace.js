// How long nobody asks again: what was had is good for a while, and after a failure there is a pause.

/** An answer is good for this long, whoever asks. */
const GOOD_FOR_MS = 60_000;
/** The pause after the first failure; each further one doubles it. */
const PAUSE_MS = 120_000;
/** The longest pause. */
const LONGEST_PAUSE_MS = 900_000;
/** The longest that a server's `Retry-After` is honoured. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** Why an answer is none: the seconds that the server wants, if it says so. */
export function refusal(response) {
  // Whole seconds, or a date.
  const after = response.headers.get('retry-after');
  return +after || Math.ceil((Date.parse(after) - Date.now()) / 1_000) || 'answer';
}

const requests = new Map();

/**
 * The last answer of this name, or a new one when that is too old or somebody `isAsked`; a reason that
 * is a number are the server's seconds.
 */
export function paced(name, isAsked, ask) {
  const before = requests.get(name);
  if (!isAsked && Date.now() < before?.until) return before.answer;
  const request = { until: Date.now() + GOOD_FOR_MS, answer: ask() };
  requests.set(name, request);
  request.answer.catch((reason) => {
    request.pause = Math.min(2 * before?.pause || PAUSE_MS, LONGEST_PAUSE_MS);
    request.until = Date.now() + Math.max(request.pause, Math.min(reason * 1_000, LONGEST_RETRY_AFTER_MS) || 0);
  });
  return request.answer;
}
