// Documents of feeds: each fetched in one way, by whoever needs it, and the first summary once for
// all elements of a page.

import { webAddress } from './script.js';
import { understand } from './understand.js';

/** How long an answer may take, its body included. */
const TIMEOUT_MS = 8_000;
/** The longest document that is read, as in the feed's own limits. */
const LIMIT_CHARACTERS = 262_144;
/** An answer is good for this long, whoever asks. */
const GOOD_FOR_MS = 60_000;

/** Says nothing of the visitor: no cookie, no referrer, no header of its own. */
export const anonymous = () => ({
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  // A browser without this, before 2022, waits as long as it does by itself.
  signal: AbortSignal.timeout?.(TIMEOUT_MS),
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
    const now = Date.now();
    if (isAsked || !(now - requests.get(name)?.at < GOOD_FOR_MS)) requests.set(name, { at: now, feed: get(address, '', means) });
    const feed = await requests.get(name).feed.catch(means.refused);
    last = feed || last;
    if (Date.now() <= Date.parse(feed?.valid_until)) break;
  }
  return last;
}

/** What a link leads to from an address. Throws the seconds that the server wants, or the reason. */
export async function get(address, link, means) {
  const from = webAddress(link, address);
  // Without a prototype: what a page has put on all objects is no option of ours.
  const response = await fetch(from, { __proto__: null, ...anonymous(), cache: 'no-cache' });
  if (!response.ok) throw +response.headers.get('retry-after') || 'answer';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return understand(text, from, means);
    text += decoder.decode(value, { stream: true });
    if (LIMIT_CHARACTERS < text.length) throw 'size';
  }
}
