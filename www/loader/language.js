// The words of a page's language: one small file, fetched only when it is not English.

import { asset, more, once } from './asset.js';
import { option } from './script.js';

/** What around a node, also outside of its shadow root, says a language; throws when nothing does. */
const around = (node) => node.closest('[lang]') ?? around(node.getRootNode().host);

/** The language of the place where an element stands, not the browser's. */
export function languageOf(element) {
  try {
    return Intl.getCanonicalLocales(option('lang', element) || around(element).lang)[0];
  } catch {
    return 'en';
  }
}

/**
 * The words of a language in the order of English; nothing for English, and where there are none.
 * False when they could not be had this time.
 */
export function words(language) {
  if (/^en\b/.test(language)) return undefined;
  return once(language, () => get(language)).catch(() => false);
}

async function get(language) {
  const digests = await more();
  const tag = Object.keys(digests).find((known) => likely(known) === likely(language));
  return tag && (await asset(`${tag}.json`, digests[tag])).json();
}

/** Language and script: who writes `zh-TW` reads `zh-Hant`, who writes `pt` reads `pt-BR`. */
function likely(tag) {
  const { language, script } = new Intl.Locale(tag).maximize();
  return language + script;
}
