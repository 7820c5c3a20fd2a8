// The pages that come with the widget to every status page: the snippet builder, and the reference of
// the element, whose lists are made of the npm package's manifest.

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { manifest } from '../npm/manifest.mjs';

const WWW = fileURLToPath(new URL('../../www/', import.meta.url));
/** Where a file stands that has a folder of its own. */
const PLACES = { 'reference.html': 'reference/index.html' };

/** Writes the pages into `folder`; `languages` are the tags of all that the widget speaks. */
export async function writePages(folder, { version, languages }) {
  const style = await readFile(path.join(WWW, 'loader/style.css'), 'utf8');
  const blanks = { version, languages: languages.join(' '), reference: reference(manifest(style).modules[0].declarations[0]) };
  await mkdir(path.join(folder, 'reference'), { recursive: true });
  for (const name of await readdir(path.join(WWW, 'builder'))) {
    const text = await readFile(path.join(WWW, 'builder', name), 'utf8');
    await writeFile(path.join(folder, PLACES[name] ?? name), text.replace(/\{\{(\w+)\}\}/g, (_, blank) => blanks[blank]));
  }
}

/** Everything that the manifest says of the element, as markup without a script. */
function reference({ attributes, members, events, cssParts, slots, cssProperties }) {
  const options = attributes.filter(({ fieldName }) => fieldName);
  const byKind = (kind) => members.filter((member) => member.kind === kind);
  const sections = [
    section('Attributes', 'Each is a property too, in camel case, and an option of the script as data-… or in its query.', options, optionOf),
    section('Attributes that it sets', 'For your styles to go by.', attributes.filter(({ fieldName }) => !fieldName), optionOf),
    section('Properties', 'Beside those of the attributes; they are read only.', byKind('field').filter(({ readonly }) => readonly), (field) => [
      ['Type', code(field.type.text)],
    ]),
    section('Methods', '', byKind('method'), ({ parameters }) =>
      parameters.map(({ name, description }) => [`With ${code(name)}`, escape(description)]),
    ),
    section('Events', 'They bubble and leave shadow roots.', events),
    section('Parts', 'For ::part() in your stylesheet.', cssParts),
    section('Slots', 'For what stands between its tags.', slots),
    section('Custom properties', '', cssProperties, (property) => [['Default', code(property.default)]]),
  ];
  return sections.join('\n');
}

const optionOf = ({ type, default: start }) => [
  ['Values', type.text.replace(/^string$/, 'text').split(' | ').map((word) => code(word.replaceAll("'", ''))).join(' ')],
  ...(start ? [['Default', escape(start)]] : []),
];

function section(title, about, entries, facts = () => []) {
  const id = slug(title);
  const items = entries.map((entry) => {
    const lines = facts(entry).map(([name, value]) => `<p>${name}: ${value}</p>`);
    const name = entry.name ? code(entry.name) : 'without a name';
    return `<div id="${id}-${slug(entry.name || 'default')}"><dt>${name}</dt><dd><p>${escape(entry.description)}</p>${lines.join('')}</dd></div>`;
  });
  const lead = about && `<p>${escape(about)}</p>`;
  return `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${lead}<dl>\n${items.join('\n')}\n</dl></section>`;
}

const slug = (name) => name.toLowerCase().replace(/[^a-z]+/g, '-');
const code = (text) => `<code>${escape(text)}</code>`;
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
