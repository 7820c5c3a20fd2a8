// The words of every language, from the files that translators write to the ones that are published:
// lists in the order of English. What is missing or does not fit fails the build.

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const ENGLISH = 'en.json';

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
    languages[tag] = Object.keys(english).map((key) => flat(words[key]));
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
    const isPlural = typeof source === 'object';
    const word = words[key];
    if (typeof word !== typeof source) {
      faults.push(`${key} ${word === undefined ? 'is missing' : 'has another form than in English'}`);
      continue;
    }
    if (isPlural && String(Object.keys(word).sort()) !== String([...categories].sort())) {
      faults.push(`${key} has the plurals ${Object.keys(word)}, and ${tag} has ${categories}`);
    }
    for (const text of isPlural ? Object.values(word) : [word]) {
      const wanted = String(blanks(isPlural ? source.other : source));
      if (typeof text !== 'string' || !text.trim()) faults.push(`${key} has no words`);
      else if (String(blanks(text)) !== wanted) faults.push(`${key} has the blanks ${blanks(text)}, English has ${wanted}`);
      else if (/[|<>]/.test(text)) faults.push(`${key} has a sign that has a meaning of its own`);
    }
  }
  return faults;
}

const blanks = (text) => (text.match(/\{\w*\}/g) ?? []).sort();
