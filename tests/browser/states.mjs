// Pictures of the status page in twelve states, light and dark, narrow and wide, and one sheet of each
// look with all twelve beside each other. `node tests/browser/states.mjs FOLDER`.
//
// The pages are rendered of the contract's golden feed, changed to what the state is.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { serveFolder } from '../harness/serve.mjs';
import { ROOT } from '../harness/server.mjs';
import { launch } from './browser.mjs';
import { golden, quiet } from './golden.mjs';

const HOUR = 3_600_000;
const LOOKS = {
  'light-wide': { colorScheme: 'light', viewport: { width: 1_280, height: 900 } },
  'dark-wide': { colorScheme: 'dark', viewport: { width: 1_280, height: 900 } },
  'light-narrow': { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  'dark-narrow': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
};
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

const [, , folder] = process.argv;
if (!folder) {
  console.error('states: name the folder for the pictures: node tests/browser/states.mjs FOLDER');
  process.exit(64);
}
const outage = await golden('outage-feed.json');
const states = statesOf(outage);
const rendered = await mkdtemp(path.join(tmpdir(), 'pilotlight-states-'));
const browser = await launch();
try {
  for (const [name, feed] of Object.entries(states)) await render(name, feed);
  const sites = {};
  for (const name of Object.keys(states)) sites[name] = await serveFolder(path.join(rendered, name));
  for (const [look, context] of Object.entries(LOOKS)) {
    await mkdir(path.join(folder, look), { recursive: true });
    const pictures = [];
    for (const name of Object.keys(states)) {
      const opened = await browser.newContext(context);
      const page = await opened.newPage();
      await page.goto(`${sites[name].origin}/`);
      const picture = await page.screenshot({ path: path.join(folder, look, `${name}.png`), fullPage: true });
      pictures.push({ name, picture });
      await opened.close();
    }
    await sheet(look, pictures);
  }
  await Promise.all(Object.values(sites).map((site) => site.stop()));
} finally {
  await Promise.all([browser.close(), rm(rendered, { recursive: true })]);
}

/** Twelve feeds, by what the day is like. */
function statesOf(feed) {
  const well = quiet(feed);
  const nothing = { ...well, past_incidents: [], scheduled_maintenances: [] };
  const all = (status, description) => ({
    ...well,
    status: { level: status, description },
    groups: well.groups.map((group) => ({ ...group, status })),
    components: well.components.map((component) => ({ ...component, status, since: feed.generated_at })),
  });
  const first = (status, description) => {
    const [one, ...others] = well.components;
    return { ...well, status: { level: status, description }, components: [{ ...one, status, since: feed.generated_at }, ...others] };
  };
  const [incident] = feed.incidents;
  const [planned] = feed.scheduled_maintenances;
  const ago = (hours) => new Date(Date.parse(feed.generated_at) - hours * HOUR).toISOString().replace(/\.\d+/, '');
  const several = (number, change) => Array.from({ length: number }, (_, index) => ({ ...incident, id: `${incident.id}-${index}`, ...change(index) }));
  return {
    new: { ...nothing, components: nothing.components.map(({ days, uptime_bp: _, ...component }) => ({ ...component, days: days && 'o' })) },
    quiet: nothing,
    scheduled: { ...well, scheduled_maintenances: [planned, { ...planned, id: 'mnt-9', name: 'Move to another data centre' }] },
    maintenance: { ...first('under_maintenance', 'Maintenance in progress'), maintenances: feed.maintenances },
    degraded: first('degraded_performance', 'Degraded performance'),
    partial: { ...first('partial_outage', 'Partial outage'), incidents: [{ ...incident, impact: 'minor', status: 'investigating' }] },
    outage: feed,
    catastrophe: { ...all('major_outage', 'Major outage'), incidents: several(4, (index) => ({ impact: 'critical', name: `${['Power', 'Network', 'Storage', 'Payments'][index]} is lost` })) },
    unknown: all('unknown', 'Status unknown'),
    past: { ...well, past_incidents: several(9, (index) => ({ status: 'resolved', started_at: ago(30 * index + 3), resolved_at: ago(30 * index + 1) })) },
    many: { ...feed, components: Array.from({ length: 50 }, (_, index) => ({ ...feed.components[index % feed.components.length], id: `c-${index}`, name: `Component ${index + 1}` })) },
    words: {
      ...feed,
      page: { ...feed.page, name: 'שירות המצב של אקמה' },
      components: feed.components.map((component, index) => ({ ...component, name: index % 2 ? LONG : 'الدفع عبر الإنترنت', description: LONG })),
      incidents: feed.incidents.map((of) => ({ ...of, name: LONG, updates: of.updates.map((update) => ({ ...update, body: `**${LONG}**\n\n- one\n- two\n\n> said\n\n\`code\`` })) })),
    },
  };
}

async function render(name, feed) {
  const file = path.join(rendered, `${name}.json`);
  await writeFile(file, JSON.stringify(feed));
  const example = ['run', '--quiet', '--locked', '--package=pilotlight-site', '--example=render', '--', file, path.join(rendered, name)];
  await promisify(execFile)('cargo', example, { cwd: ROOT, maxBuffer: 1 << 24 });
}

/** All pictures of a look beside each other. */
async function sheet(look, pictures) {
  const figures = pictures.map(({ name, picture }) => `<figure><figcaption>${name}</figcaption><img src="data:image/png;base64,${picture.toString('base64')}"></figure>`);
  const opened = await browser.newContext({ viewport: { width: 1_600, height: 900 } });
  const page = await opened.newPage();
  await page.setContent(`<style>body{margin:1rem;display:grid;grid-template-columns:repeat(6,1fr);gap:1rem;font:1rem sans-serif;background:#888}figure{margin:0}img{inline-size:100%;max-block-size:60rem;object-fit:cover;object-position:0 0}</style>${figures.join('')}`);
  await page.screenshot({ path: path.join(folder, `${look}.png`), fullPage: true });
  await opened.close();
}
