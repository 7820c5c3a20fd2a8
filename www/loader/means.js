// What only some pages need to understand a feed: its signature, and the forms of other providers.

import { asset, more, once } from './asset.js';
import { webAddress } from './script.js';
import { read } from './summary.js';

const SIGNATURE = /^\{"format":"pilotlight\/1","signature":"([\w-]{86})"/;

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt());

/** Throws unless one of the keys has signed the document: all of it but the signature itself. */
export async function checkSigned(text, keys) {
  const [, signature = ''] = SIGNATURE.exec(text) ?? [];
  const signed = new TextEncoder().encode(text.replace(signature, ''));
  for (const key of keys.split(/\s+/)) {
    try {
      // A browser, or a page without https, that cannot check has nothing to trust.
      const known = await crypto.subtle.importKey('raw', bytes(key), 'Ed25519', false, ['verify']);
      if (await crypto.subtle.verify('Ed25519', known, bytes(signature), signed)) return;
    } catch {}
  }
  throw 'signature';
}

async function adapters() {
  const code = await asset('adapters.wasm', (await more()).adapters);
  return (await WebAssembly.instantiate(await code.arrayBuffer())).instance.exports;
}

/** A document of another provider as a feed, by a WebAssembly of its own. */
export async function adapted(text, address, format, companion = '') {
  const { push, adapt, at } = await once('adapters.wasm', adapters);
  for (const byte of new TextEncoder().encode([format, address, text, companion].join('\0'))) push(byte);
  const length = adapt(Date.now() / 1_000);
  // Nothing, when it is of no form that is known.
  const answer = length && JSON.parse(new TextDecoder().decode(Uint8Array.from({ length }, (_, index) => at(index))));
  // Some providers say in one document what there is and in another how it is.
  return typeof answer === 'string' ? adapted(text, address, format, (await read(webAddress(answer))) || ' ') : answer;
}
