// Documents of feeds: each fetched in one way, by whoever needs it, and the first summary once for
// all elements of a page.

import { slow } from './pace.js';
import { webAddress } from './script.js';
import { isFresh } from './truth.js';
import { understand } from './understand.js';

/** How long an answer may take, its body included. */
const TIMEOUT_MS = 8_000;
/** The longest document that is read, as in the feed's own limits. */
const LIMIT_BYTES = 262_144;
/** An answer is good for this long, whoever asks. */
const GOOD_FOR_MS = 60_000;

/** Says nothing of the visitor: no cookie, no referrer, no header of its own. */
export const anonymous = (more) => ({
  // Without a prototype: what a page has put on all objects is no option of ours.
  __proto__: null,
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  // A browser without this, before 2022, waits as long as it does by itself.
  signal: AbortSignal.timeout?.(TIMEOUT_MS),
  ...more,
});

const requests = new Map();

/**
 * Resolves with the first fresh feed of these addresses, else with the last that could be had, else
 * with nothing; what was had within a minute is good, unless somebody `isAsked`. Never rejects:
 * `means.refused` is called with the reason of each that could not be had.
 */
export async function summary(addresses, means, isAsked) {
  let last;
  for (const address of addresses) {
    const name = `${address} ${means.key}`;
    const before = requests.get(name);
    if (isAsked || !(Date.now() < before?.until)) {
      const request = { until: Date.now() + GOOD_FOR_MS, feed: get(address, '', means) };
      request.feed.catch((reason) => slow(request, before, reason));
      requests.set(name, request);
    }
    const feed = await requests.get(name).feed.catch(means.refused);
    last = feed || last;
    if (isFresh(feed)) break;
  }
  return last;
}

/** What a link leads to from an address, understood. */
export async function get(address, link, means) {
  const from = address && webAddress(link, address);
  return understand(await read(from), from, means);
}

/** The text of a document. Throws the seconds that the server wants, or the reason. */
export async function read(address) {
  if (!address) throw 'feed';
  const response = await fetch(address, anonymous({ cache: 'no-cache' }));
  if (!response.ok) throw +response.headers.get('retry-after') || 'answer';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    size += value.length;
    if (LIMIT_BYTES < size) {
      reader.cancel();
      throw 'size';
    }
    text += decoder.decode(value, { stream: true });
  }
}
