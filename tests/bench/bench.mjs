// What it costs: bytes on the wire, requests a second, memory, time to publish. It prints figures
// beside figures of the same run; there are no thresholds, because no two machines are alike.

import { cpus } from 'node:os';

import { load } from './load.mjs';
import { memory } from './memory.mjs';
import { operating } from './operating.mjs';
import { page } from './page.mjs';
import { publishing } from './publishing.mjs';
import { sizes } from './sizes.mjs';
import { widget } from './widget.mjs';

console.log(`${cpus().length} x ${cpus()[0].model}`);
const all = {
  'Size of what is published, with 20 components on a quiet day': sizes,
  'Requests a second, one wrk thread on the same machine': load,
  'Memory of the server': memory,
  'Time to publish': publishing,
  'With 10,000 incidents of 5 updates': operating,
  'The status page on a slow phone, by Lighthouse': page,
  'What a visitor waits for': widget,
};
/** By the name of what measures; all without one. */
const wanted = process.argv[2];
for (const [title, measure] of Object.entries(all)) {
  if (wanted && wanted !== measure.name) continue;
  console.log(`\n${title}`);
  await measure();
}
