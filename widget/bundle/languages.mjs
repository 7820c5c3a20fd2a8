// The words of every language, from the files that translators write to the ones that are published:
// lists in the order of English. What is missing or does not fit fails the build. The site's own words,
// under `site`, are held against English too, and are not published.

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const ENGLISH = 'en.json';
/** The words that only the site needs. */
const OF_SITE = 'site';

/** The list of words by tag, of all languages but English, which is in the WebAssembly. */
export async function readLanguages(folder) {
  const read = async (file) => JSON.parse(await readFile(path.join(folder, file), 'utf8'));
  const english = await read(ENGLISH);
  const faults = [];
  const languages = {};
  for (const file of (await readdir(folder)).sort()) {
    if (file === ENGLISH || !file.endsWith('.json')) continue;
    const tag = path.basename(file, '.json');
    const words = await read(file);
    faults.push(...faultsOf(words, english, tag).map((fault) => `${file}: ${fault}`));
    languages[tag] = Object.keys(english).filter((key) => key !== OF_SITE).map((key) => flat(words[key]));
  }
  if (faults.length) throw new Error(`the words are not complete:\n${faults.join('\n')}`);
  return languages;
}

/** A plural is one text: `one:{n} day|other:{n} days`. */
const flat = (word) =>
  typeof word === 'object' ? Object.entries(word).map(([category, text]) => `${category}:${text}`).join('|') : word;

/** What is wrong with the words of a language, a sentence each. */
export function faultsOf(words, english, tag) {
  const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
  const faults = Object.keys(words).filter((key) => !(key in english)).map((key) => `${key} is no key of ${ENGLISH}`);
  for (const [key, source] of Object.entries(english)) {
    const word = words[key];
    const form = formOf(source);
    if (formOf(word) !== form) {
      faults.push(`${key} ${word === undefined ? 'is missing' : 'has another form than in English'}`);
      continue;
    }
    if (key === OF_SITE) {
      faults.push(...faultsOf(word, source, tag));
      continue;
    }
    if (form === 'object' && String(Object.keys(word).sort()) !== String([...categories].sort())) {
      faults.push(`${key} has the plurals ${Object.keys(word)}, and ${tag} has ${categories}`);
    }
    if (form === 'list' && word.length !== source.length) {
      faults.push(`${key} has ${word.length} words, English has ${source.length}`);
    }
    const wanted = String(blanks(form === 'object' ? source.other : String(source)));
    for (const text of form === 'string' ? [word] : Object.values(word)) {
      if (typeof text !== 'string' || !text.trim()) faults.push(`${key} has no words`);
      else if (String(blanks(text)) !== wanted) faults.push(`${key} has the blanks ${blanks(text)}, English has ${wanted}`);
      else if (/[|<>]/.test(text)) faults.push(`${key} has a sign that has a meaning of its own`);
    }
  }
  return faults;
}

const formOf = (word) => (Array.isArray(word) ? 'list' : typeof word);
const blanks = (text) => (text.match(/\{\w*\}/g) ?? []).sort();
