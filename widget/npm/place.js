// What `www/loader/place.js` is to the classic script: where the package's files are, and options for
// the whole page. Every address is written out (`own-files`, made by the build), because bundlers take
// along only files that are named in full.

import { files } from 'own-files';

/** A module does not know where it came from, so nothing is relative to it. */
export const address = undefined;

/** No web address, so no feed: a site's own script is from anywhere but its status page. */
export const HOME = 'about:blank';

/** Without a prototype: what a page has put on all objects is no option of ours. */
const all = { __proto__: null };

/** Sets options for all elements of the page. */
export function give(options) {
  Object.assign(all, options);
}

/** An option as the element has it, else as the page has it for all; `false` is as if nobody gave it. */
export const given = (name, element) => element?.getAttribute(name) ?? (all[name] === false ? undefined : all[name]?.toString());

/** The address of one of our files. */
export const place = (file) => files[file]();
