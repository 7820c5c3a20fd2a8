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
const json = async (path) => (await fetch(path)).json();
const facts = { integrity: '', key: '', name: '' };

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
  document.querySelector('#copied').textContent = '';
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const attributes = (prefix = '') => options().map(([name, value]) => ` ${prefix}${name}${value ? `="${escape(value)}"` : prefix ? '="yes"' : ''}`).join('');
const image = () => `<img src="${origin}/badge.svg" width="200" height="28" alt="${escape(`${facts.name} status`.trim())}">`;
const content = () => (/variant="(?!badge)/.test(attributes()) ? '' : `<a href="${origin}/">${image()}</a>`);
const element = () => `<pilot-light${attributes()}>${content()}</pilot-light>`;

const lines = {
  pinned: () =>
    `<script async crossorigin="anonymous"\n  src="${origin}/widget/${VERSION}/widget.js"\n  integrity="${facts.integrity}"></script>\n${element()}`,
  newest: () => `<script async src="${origin}/widget.js"></script>\n${element()}`,
  script: () => `<script async src="${origin}/widget.js"${attributes('data-')}></script>`,
  query: () => {
    const query = new URLSearchParams(options().map(([name, value]) => [name, value || 'yes'])).toString();
    return `<script async src="${origin}/widget.js${query && `?${escape(query)}`}"></script>`;
  },
  image: () => `<a href="${origin}/">${image()}</a>`,
};

async function copy() {
  snippet.select();
  await navigator.clipboard.writeText(snippet.value);
  document.querySelector('#copied').textContent = 'Copied.';
}

for (const language of LANGUAGES) choices.elements.lang.append(new Option(language));
choices.addEventListener('input', show);
form.addEventListener('input', show);
document.querySelector('#copy').addEventListener('click', copy);
show();
learn();
