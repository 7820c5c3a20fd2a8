// What the loader shows until the WebAssembly does, and wherever that cannot run: the badge as a
// link, or a plain list of the components. Elements and text nodes only, never markup.

import { level } from './truth.js';

const CIRCLE = 'M2 10a8 8 0 1 1 16 0 8 8 0 1 1-16 0z';
/** Frame and sign of each level, on a square of 20. */
const ICONS = {
  operational: [CIRCLE, 'm6.4 10.3 2.5 2.5 4.8-5.2'],
  unknown: [CIRCLE, 'M7.7 8a2.3 2.3 0 1 1 3.4 2c-.8.4-1.1.9-1.1 1.6m0 2.6v.1'],
  maintenance: [CIRCLE, 'M10 5.4V10l3 2.2'],
  degraded: ['M10 2.4 18.6 17.2H1.4z', 'M10 8v4.2m0 2.4v.1'],
  partial: [CIRCLE, 'M2 10h16a8 8 0 0 1-16 0z'],
  major: ['M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z', 'm7.2 7.2 5.6 5.6m0-5.6-5.6 5.6'],
};

const element = (name, attributes, ...children) => put(document.createElement(name), attributes, children);

const drawing = (name, attributes, ...children) =>
  put(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

function put(node, attributes, children) {
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

const icon = (name) =>
  drawing(
    'svg',
    { part: 'icon', class: `icon i-${name}`, viewBox: '0 0 20 20', 'aria-hidden': 'true' },
    drawing('path', { class: 'frame', d: ICONS[name][0] }),
    drawing('path', { class: 'sign', d: ICONS[name][1] }),
  );

/** The badge, of the size of the image that it replaces. */
export const badge = ({ level: name, tone, label, said, time }, href) =>
  element(
    'a',
    { part: 'badge', class: 'badge', href },
    element('span', { class: `badge-inside ${tone}` }, icon(name), element('span', { part: 'label', class: 'label' }, label)),
    element('span', { class: 'unseen' }, ` ${said} `),
    element('span', { part: 'time', class: 'time' }, time),
  );

/** The overall words, every component in a line, and where to read on. */
export function list({ state, level: name, tone, label, said, time }, feed, href) {
  const lines = (state === 'error' ? [] : feed.components).map((component) => {
    const [at, words] = level(component.status);
    const status = element('span', { part: 'row-status', class: state === 'ready' ? at : '' }, words);
    return element('li', { part: 'row' }, element('bdi', { part: 'row-name' }, component.name), ': ', status);
  });
  return element(
    'div',
    { part: 'panel', class: 'list' },
    element('p', { part: 'header', class: tone }, icon(name), ` ${said || label} ${time}`),
    element('ul', { part: 'list' }, ...lines),
    element('a', { part: 'link', href }, 'Status page'),
  );
}
