// Documents of feeds: each fetched in one way, by whoever needs it, and the first summary once for
// all elements of a page.

import { paced, refusal } from './pace.js';
import { nameOf, option, webAddress } from './script.js';
import { understand } from './understand.js';

/** How long an answer may take, its body included. */
export const TIMEOUT_MS = 8_000;
/** The longest document that is read, as in the feed's own limits. */
const LIMIT_BYTES = 262_144;

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

/**
 * The feed at an address as an element wants it: what was had lately is good, unless somebody `isAsked`.
 * Rejects as `read` does.
 */
export const summary = (address, element, isAsked) =>
  paced(nameOf(address, element), isAsked, () => get(address, '', element));

/** What a link leads to from an address, understood as an element wants it. */
export async function get(address, link, element) {
  const from = address && webAddress(link, address);
  const [key, format] = ['key', 'feed-format'].map((name) => option(name, element));
  return understand(await read(from), from, key, format);
}

/** The text of a document. Throws the seconds that the server wants, or the reason. */
export async function read(address) {
  if (!address) throw 'feed';
  const response = await fetch(address, anonymous({ cache: 'no-cache' }));
  if (!response.ok) throw refusal(response);
  const reader = response.body.getReader();
  const pieces = [];
  let left = LIMIT_BYTES;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(pieces).text();
    left -= value.length;
    if (left < 0) {
      reader.cancel();
      throw 'size';
    }
    pieces.push(value);
  }
}
