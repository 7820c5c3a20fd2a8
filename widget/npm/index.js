// For those who want the element and nothing else: importing this is all.

import { define } from './element.js';

define();

export { define, PilotLight } from './element.js';
