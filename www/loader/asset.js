// What the script fetches of its own folder, each checked against the digest that it carries.
//
// `MORE_INTEGRITY` is put in by the build.

import { place } from './place.js';
import { anonymous } from './summary.js';

/** What could not be had is not asked for again before this. */
const AGAIN_MS = 60_000;

/** An answer with a file's bytes; rejects when it is not to be had or not what it should be. */
export async function asset(file, integrity) {
  // However long it takes: on a slow network a file of this size may.
  const response = await fetch(place(file), anonymous({ integrity, signal: undefined }));
  if (response.ok) return response;
  throw 'answer';
}

const made = { __proto__: null };

/** What is made once for the page, by its name, and a while after it could not be made once more. */
export const once = (name, make) =>
  (made[name] ??= make().catch((reason) => {
    setTimeout(() => {
      made[name] = undefined;
    }, AGAIN_MS);
    throw reason;
  }));

/** The digests of what not every page needs, by name; they would be half of this script. */
export const more = () => once('more.json', async () => (await asset('more.json', MORE_INTEGRITY)).json());
