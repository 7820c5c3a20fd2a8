// The snippet builder: from choices to a live preview and to the lines to copy. Which components
// there are the feed says, which bytes to pin the published integrity.json.
//
// `{{version}}` and `{{languages}}` are put in by the build.

const VERSION = '{{version}}';
const LANGUAGES = '{{languages}}'.split(' ');

const { origin } = location;
const choices = document.querySelector('#choices');
const form = document.querySelector('#form');
const snippet = document.querySelector('#snippet');
const copied = document.querySelector('#copied');
const button = document.querySelector('#copy');
const json = async (path) => (await fetch(path)).json();
const facts = { integrity: '', key: '', name: '', isLearned: false };

/** What only the published files know; what cannot be had is left out of the snippet. */
async function learn() {
  const [integrity, key, feed] = await Promise.allSettled([
    json(`/widget/${VERSION}/integrity.json`),
    json('/feed/v1/key.json'),
    json('/feed/v1/summary.json'),
  ]);
  facts.integrity = integrity.value?.['widget.js'] ?? '';
  facts.key = key.value?.key ?? '';
  facts.name = feed.value?.page.name ?? '';
  for (const { id, name } of feed.value?.components ?? []) {
    const label = document.createElement('label');
    const box = document.createElement('input');
    Object.assign(box, { type: 'checkbox', name: 'components', value: id });
    label.append(box, name);
    document.querySelector('#components').append(label);
  }
  facts.isLearned = true;
  show();
}

/** The options that differ from their defaults, by the names of the attributes. */
function options() {
  const data = new FormData(choices);
  const components = data.getAll('components').join(' ');
  const chosen = Object.fromEntries(['variant', 'theme', 'size', 'position', 'lang', 'show'].map((name) => [name, data.get(name)]));
  const given = Object.entries({ ...chosen, components }).filter(([, value]) => value);
  if (data.has('dismissible')) given.push(['dismissible', '']);
  if (data.has('key') && facts.key) given.push(['key', facts.key]);
  return given;
}

function show() {
  const element = document.createElement('pilot-light');
  element.setAttribute('feed', '/feed/v1/summary.json');
  for (const [name, value] of options()) element.setAttribute(name, value);
  document.querySelector('#preview').replaceChildren(element);
  snippet.value = lines[form.value]();
  // A pinned snippet without its digest would pin nothing, so there is none to copy.
  button.disabled = !snippet.value;
  copied.textContent = snippet.value || !facts.isLearned ? '' : 'The digest of this version could not be read. Load this page again.';
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const attributes = (prefix = '', given = options()) => given.map(([name, value]) => ` ${prefix}${name}${value ? `="${escape(value)}"` : prefix ? '="yes"' : ''}`).join('');
const title = () => escape(facts.name ? `${facts.name} status` : 'Service status');
/** One that is always light or dark stands on a page that is so, too. */
const badge = () => `badge${/theme="(light|dark)"/.exec(attributes())?.[0].replace(/theme="(\w+)"/, '-$1') ?? ''}.svg`;
const image = () => `<img src="${origin}/${badge()}" width="200" height="28" alt="${title()}">`;
const content = () => (/variant="(?!badge)/.test(attributes()) ? '' : `<a href="${origin}/">${image()}</a>`);
const element = () => `<pilot-light${attributes()}>${content()}</pilot-light>`;

const lines = {
  pinned: () =>
    facts.integrity &&
    `<script async crossorigin="anonymous"\n  src="${origin}/widget/${VERSION}/widget.js"\n  integrity="${facts.integrity}"></script>\n${element()}`,
  newest: () => `<script async src="${origin}/widget.js"></script>\n${element()}`,
  script: () => `<script async src="${origin}/widget.js"${attributes('data-')}></script>`,
  query: () => {
    const query = new URLSearchParams(options().map(([name, value]) => [name, value || 'yes'])).toString();
    return `<script async src="${origin}/widget.js${query && `?${escape(query)}`}"></script>`;
  },
  image: () => `<a href="${origin}/">${image()}</a>`,
  frame: () =>
    `<iframe src="${origin}/embed/" title="${title()}" width="220" height="48" loading="lazy"\n  sandbox="allow-scripts allow-popups" style="border:0"></iframe>`,
  // A module does not know where it came from, so the feed is named; React and Vue keep `key` to themselves.
  npm: () => {
    const key = options().filter(([name]) => name === 'key');
    const given = { feed: `${origin}/feed/v1/summary.json`, ...Object.fromEntries(key) };
    const entries = Object.entries(given).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`);
    const others = attributes('', options().filter(([name]) => name !== 'key'));
    return `import { define } from 'pilot-light/element';\n\ndefine({\n${entries.join('')}});\n\n<pilot-light${others}>${content()}</pilot-light>`;
  },
};

async function copy() {
  snippet.select();
  try {
    await navigator.clipboard.writeText(snippet.value);
  } catch {
    // A page without https has no clipboard; what is selected can be copied by hand.
    copied.textContent = 'Your browser does not let this page copy. It is selected: copy it by hand.';
    return;
  }
  copied.textContent = 'Copied.';
}

for (const language of LANGUAGES) choices.elements.lang.append(new Option(language));
choices.addEventListener('input', show);
form.addEventListener('input', show);
button.addEventListener('click', copy);
show();
learn();
