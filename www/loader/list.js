// The plain list of the components under the badge, where a panel is asked for and does not stand there yet.

import { level } from './feed.js';
import { asked } from './parts.js';
import { option } from './script.js';
import { element } from './view.js';

/** Every component that an element asks for in a line; nothing where no panel is asked for, or nothing is known. */
export function list(variant, { state, at }, feed, host) {
  if (variant !== 'panel' || !at) return [];
  const lines = asked(feed, option('components', host), option('group', host)).map((component) => {
    const [name, words] = level(component.status);
    const status = element('span', { part: 'row-status', class: state === 'ready' ? name : '' }, words);
    return element('li', { part: 'row' }, element('bdi', { part: 'row-name' }, component.name), ': ', status);
  });
  return [element('ul', { part: 'list', class: 'list' }, ...lines)];
}
