// What the script fetches of its own folder, each checked against the digest that it carries.
//
// `MORE_INTEGRITY` is put in by the build.

import { place } from './place.js';

/** An answer with a file's bytes; rejects when it is not to be had or not what it should be. */
export async function asset(file, integrity) {
  const response = await fetch(place(file), {
    // What a page has put on all objects is no option of ours.
    __proto__: null,
    credentials: 'omit',
    integrity,
    referrerPolicy: 'no-referrer',
  });
  if (response.ok) return response;
  throw 'asset';
}

let digests;

/** The digests of what not every page needs, by name; they would be half of this script. */
export function more() {
  digests ??= asset('more.json', MORE_INTEGRITY).then((response) => response.json());
  return digests;
}
