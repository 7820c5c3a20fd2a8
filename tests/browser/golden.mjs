// The contract's golden feeds, brought to the present: news and a history that no test has time for.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { ROOT } from '../harness/server.mjs';

const HOUR = 3_600_000;

/** A golden feed with every time moved by as much as makes it new, and a promise of an hour. */
export async function golden(name) {
  const text = await readFile(path.join(ROOT, 'feed/golden/v1', name), 'utf8');
  const { generated_at: generatedAt } = JSON.parse(text);
  const shift = Date.now() - Date.parse(generatedAt);
  const feed = JSON.parse(text, (key, value) => {
    const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:]+Z$/.test(value);
    return isTime ? new Date(Date.parse(value) + shift).toISOString().replace(/\.\d+/, '') : value;
  });
  return { ...feed, valid_until: new Date(Date.now() + HOUR).toISOString() };
}

/** The same company on a good day. */
export function quiet(outage) {
  return {
    ...outage,
    status: { level: 'operational', description: 'All systems operational' },
    groups: outage.groups.map((group) => ({ ...group, status: 'operational' })),
    components: outage.components.map(({ since, ...component }) => ({ ...component, status: 'operational' })),
    incidents: [],
    maintenances: [],
  };
}
