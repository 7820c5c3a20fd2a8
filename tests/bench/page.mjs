// The status page as Lighthouse measures it, on a slow phone and network that it works out from a run
// here: its score of speed, of 100, and what that is made of.

import { audit, launchPhone } from '../formats/lighthouse.mjs';
import { startCompany } from './company.mjs';
import { median, table } from './table.mjs';

const ROUNDS = 5;
const FIGURES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];

export async function page() {
  const phone = await launchPhone();
  try {
    const rows = [];
    for (const count of [20, 50]) {
      const { server, discard } = await startCompany(count);
      try {
        const runs = [];
        for (let round = 0; round < ROUNDS; round += 1) runs.push(await audit(phone, `${server.origin}/`, ['performance']));
        const figure = (name) => Math.round(median(runs.map(({ audits }) => audits[name].numericValue)));
        const score = median(runs.map(({ scores }) => scores.performance));
        rows.push([`${count} components`, Math.round(score * 100), ...FIGURES.map(figure)]);
      } finally {
        await discard();
      }
    }
    table(['', 'score', 'first paint ms', 'largest paint ms', 'blocked ms', 'shift'], rows);
  } finally {
    await phone.stop();
  }
}
