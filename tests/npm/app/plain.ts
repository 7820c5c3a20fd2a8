// The element from a script, and its events.

import 'pilot-light';
import { define, PilotLight, type Change } from 'pilot-light/element';

define({ feed: 'https://status.example/feed/v1/summary.json', poll: 30 });

const light = document.querySelector('pilot-light')!;
light.variant = 'pill';
light.headingLevel = 3;
light.dismissible = true;
light.label = null;
light.addEventListener('pilot-light:change', ({ detail }) => {
  const change: Change = detail;
  console.log(detail.previous, change.level, change.status, light.updatedAt?.getTime());
});
const known = light.explain(new Error('Failed to fetch'))?.message;
const made: PilotLight = document.createElement('pilot-light');
made.append(known ?? '');
