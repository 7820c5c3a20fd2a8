// The plain list of the components under the badge, where a panel is asked for and does not stand there yet.

import { level } from './feed.js';
import { asked } from './parts.js';
import { option } from './script.js';
import { element } from './view.js';

/** Every component that an element asks for in a line. */
export const list = (feed, isFresh, host) =>
  element(
    'ul',
    { part: 'list', class: 'list' },
    ...asked(feed, option('components', host), option('group', host)).map((component) => {
      const [name, words] = level(component.status);
      const status = element('span', { part: 'row-status', class: isFresh ? name : '' }, words);
      return element('li', { part: 'row' }, element('bdi', { part: 'row-name' }, component.name), ': ', status);
    }),
  );
