// From the text of a document to a feed: signed as the page wants it, and in our own form. Whatever
// it is not, it throws why.

import { adapted, checkSigned } from './means.js';

/** `key` are the public keys that may have signed it, `format` says whose form it is. */
export async function understand(text, address, key, format) {
  if (key) await checkSigned(text, key);
  let feed;
  try {
    feed = JSON.parse(text);
  } catch {}
  if (feed && feed.format !== 'pilotlight/1') feed = await adapted(text, address, format);
  if (!feed?.page || !feed.status?.level) throw 'format';
  for (const name of ['valid_until', 'generated_at']) if (!Date.parse(feed[name])) throw 'format';
  for (const name of ['components', 'incidents']) if (!(feed[name] ??= []).every?.((each) => each?.id)) throw 'format';
  return feed;
}
