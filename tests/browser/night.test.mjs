// A night, from the first failure to the morning: after each step the feed is what its golden file
// says, and the page and a widget on another origin say the same.
//
// `UPDATE=1` writes the golden files anew; look at what changed before you keep it.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { serveForeignPage } from './foreign.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const GOLDEN = fileURLToPath(new URL('golden/night/', import.meta.url));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** What a feed says, without what is different every night: times, identifiers, measurements. */
function said(feed) {
  const event = ({ name, status, impact, components, updates, ...rest }) => ({
    name,
    status,
    impact,
    components,
    expected: 'expected_resolution_at' in rest,
    promised: 'next_update_at' in rest,
    updates: updates.map(({ status, body }) => `${status}: ${body}`),
  });
  return {
    status: feed.status,
    components: Object.fromEntries(feed.components.map(({ id, status }) => [id, status])),
    incidents: feed.incidents.map(event),
    maintenances: feed.maintenances.map(event),
    past_incidents: (feed.past_incidents ?? []).map(event),
    past_maintenances: (feed.past_maintenances ?? []).map(event),
  };
}

test('a night of failures, news and work ends in a quiet morning', async (t) => {
  const [api, web, database] = await Promise.all([TcpTarget.start(), TcpTarget.start(), TcpTarget.start()]);
  t.after(() => Promise.all([api.stop(), web.stop(), database.stop()]));
  const monitor = ({ address }) => ({ kind: 'tcp', address, every: '1s', failures: 1, recoveries: 1 });
  const incident = {
    after: '1s',
    resolve_after: '1s',
    title: '{component} fails',
    opening: 'Our checks do not reach {components}.',
  };
  const server = await startServer({
    admin: true,
    refresh: '2s',
    components: [
      { id: 'api', name: 'API', monitor: monitor(api), incident },
      { id: 'web', name: 'Website', monitor: monitor(web) },
      { id: 'database', name: 'Database', monitor: monitor(database) },
    ],
  });
  t.after(() => server.discard());
  const host = await serveForeignPage(server.origin, {
    body: `<script async src="${server.origin}/widget.js"></script><pilot-light variant="panel" poll="30"></pilot-light>`,
  });
  t.after(host.stop);
  const page = await visit(browser, `${server.origin}/`);
  const foreign = await visit(browser, `${host.origin}/`, { origins: [server.origin] });
  const both = [page, foreign];

  /** Waits until the feed says what the golden file does, and until both pages do. */
  const step = (name, level, words, act = async () => {}) =>
    t.test(name, async () => {
      await act();
      const file = `${GOLDEN}${name.replaceAll(' ', '-')}.json`;
      if (process.env.UPDATE) {
        await until('the level', async () => (await server.feed()).status.level === level);
        await new Promise((resolve) => setTimeout(resolve, 4_000));
        await mkdir(GOLDEN, { recursive: true });
        await writeFile(file, `${JSON.stringify(said(await server.feed()), null, 2)}\n`);
      }
      const wanted = JSON.parse(await readFile(file, 'utf8'));
      let last;
      await until(name, async () => {
        last = JSON.parse(JSON.stringify(said(await server.feed())));
        assert.deepEqual(last, wanted);
        return true;
      }).catch(() => assert.deepEqual(last, wanted));
      const shown = { partial_outage: 'partial', degraded_performance: 'degraded', under_maintenance: 'maintenance' }[level] ?? level;
      for (const { page } of both) {
        // The status page looks by itself as long as there is no news.
        await page.evaluate(() => {
          document.dispatchEvent(new Event('visibilitychange'));
          document.querySelector('pilot-light').refresh?.();
        });
        await reaches(page, { state: 'ready', level: shown });
        for (const text of words) {
          await page.getByText(text).locator('visible=true').first().waitFor({ timeout: 10_000 });
        }
      }
    });

  await takesOver(foreign.page);
  await step('a quiet evening', 'operational', [/all systems operational/i]);
  await step('the monitors tell an incident', 'partial_outage', ['API fails', /do not reach API/], () => api.stop());
  await step('an operator promises an end', 'partial_outage', ['The certificate has expired.'], () =>
    server.operate('incident', 'update', '-s', 'identified', '-m', 'The **certificate** has expired.', '--expected', '45m', '--next-update', '30m'));
  await step('another component joins', 'partial_outage', ['Pages are slow too.'], () =>
    server.operate('incident', 'update', '-c', 'web=degraded_performance', '-m', 'Pages are slow too.'));
  await step('a maintenance begins in the middle', 'partial_outage', ['Database upgrade'], () =>
    server.operate('maintenance', 'plan', 'Database upgrade', '--from', '1s', '--to', '2h', '-c', 'database', '-m', 'Planned long ago.'));
  await step('the incident is over', 'under_maintenance', [/Database.*maintenance/i], async () => {
    await api.startAgain();
    // Its incident speaks for it until it is resolved, so what its monitor finds is in the log alone.
    const found = async () => (await readFile(server.log, 'utf8')).match(/status changed.*api.*operational/g);
    await until('the API to be found again', async () => (await found())?.length === 2);
    await server.operate('incident', 'resolve', '-m', 'The certificate is renewed.');
  });
  await step('a quiet morning', 'operational', [/all systems operational/i], () =>
    server.operate('maintenance', 'complete', '-m', 'Done early.'));
  for (const { blame } of both) await blame();

  await t.test('the audit log has who did what', async () => {
    const log = JSON.parse(await server.operate('audit', '--json'));
    const done = log.map(({ actor, action }) => `${actor} ${action}`).reverse();
    assert.deepEqual(done, [
      'pilotlight token.create',
      'pilotlight incident.automatic',
      'first incident.update',
      'first incident.update',
      'first maintenance.plan',
      'pilotlight maintenance.clock',
      'first incident.update',
      'first maintenance.update',
    ]);
  });
});
