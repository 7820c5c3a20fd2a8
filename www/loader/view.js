// What the loader shows until the WebAssembly does, and wherever that cannot run: the badge as a
// link. Elements and text nodes only, never markup.

import { option } from './script.js';

const CIRCLE = 'M2 10a8 8 0 1 1 16 0 8 8 0 1 1-16 0z';
/** Frame and sign of each level, on a square of 20. */
const ICONS = {
  operational: `${CIRCLE}m4.4.3 2.5 2.5 4.8-5.2`,
  unknown: `${CIRCLE}M7.7 8a2.3 2.3 0 1 1 3.4 2c-.8.4-1.1.9-1.1 1.6m0 2.6v.1`,
  maintenance: `${CIRCLE}M10 5.4V10l3 2.2`,
  degraded: 'M10 2.4 18.6 17.2H1.4zM10 8v4.2m0 2.4v.1',
  partial: `${CIRCLE}h16`,
  major: 'M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7zm.5 5.2 5.6 5.6m0-5.6-5.6 5.6',
};

export const element = (name, attributes, ...children) => put(document.createElement(name), attributes, children);

const drawing = (name, attributes, ...children) =>
  put(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

function put(node, attributes, children) {
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

const icon = (name) =>
  drawing('svg', { part: 'icon', class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, drawing('path', { d: ICONS[name] }));

/**
 * The badge, of the size of the image that it replaces; the stylesheet makes the variants of it. Nothing
 * past its promise has a level's colour.
 */
export function badge({ state, level: name, label, said, time = '' }, variant, host) {
  const part = `badge ${variant}`;
  const look = `${part} ${state === 'ready' ? name : 'unknown'}`;
  return element(
    'a',
    { part, class: look, href: host._href(), target: option('target', host), rel: 'noopener' },
    element('slot', { name: 'icon' }, icon(name)),
    element('span', { part: 'label', class: 'label' }, option('label', host) || (variant === 'button' ? 'Status' : label)),
    ' ',
    element('bdi', { class: 'said' }, said || label),
    ' ',
    element('span', { part: 'time', class: 'time' }, time),
  );
}
