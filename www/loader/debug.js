// What stops the widget on this page, in the console, for who asks for it by `debug`. What would stop
// it and does not yet is told by `pilotlight doctor`.

import { address } from './place.js';

/** Where the script and the feeds are from; none while nobody asks. */
let origins;

/** From now on, of feeds at these addresses too. */
export function debug(addresses) {
  if (!origins) document.addEventListener('securitypolicyviolation', tellOf);
  origins ??= [address?.origin];
  for (const feed of addresses) if (feed) origins.push(new URL(feed).origin);
}

/** Says what there is not, and why if that is known. */
export function note(...what) {
  if (origins) console.warn('pilot-light: no', ...what);
}

function tellOf({ effectiveDirective, blockedURI: blocked }) {
  const source = /^wasm/.test(blocked) ? "'wasm-unsafe-eval'" : origins.find((origin) => blocked.startsWith(origin));
  if (source) note(`${blocked}: the page's policy wants ${effectiveDirective} ${source}`);
}
