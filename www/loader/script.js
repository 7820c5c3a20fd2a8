// What an element is told: its options, and the addresses among them.

import { address, given, HOME } from './place.js';

/** An option; empty when nobody gives it. */
export const option = (name, element) => given(name, element) ?? '';

export { given };

/** An absolute address; none when it is no web address. */
export function webAddress(text, base = address) {
  try {
    const { href } = new URL(text, base ?? document.baseURI);
    if (/^https?:/.test(href)) return href;
  } catch {}
  return undefined;
}

/** A name for addresses as an element understands them: held against its keys, and read as its format. */
export const nameOf = (addresses, element) => [addresses, option('key', element), option('feed-format', element)].join('\n');

/**
 * The feeds that an element names: `feed="OURS MIRROR, VENDOR"`. A comma and a space begin another
 * feed, a space alone another address of the same one. One that is no address stays as none, so that
 * a feed without any is told as missing and never as good.
 */
export const feeds = (element) =>
  (option('feed', element) || HOME)
    .split(/,\s/)
    .map((addresses) => addresses.trim().split(/\s+/).map((text) => text && webAddress(text)));
