// "Tell me when it is fixed": one notification of the visitor's own browser, if he asked for it and
// allows it, and none otherwise.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { passes } from './clock.mjs';
import { serveForeignPage } from './foreign.mjs';
import { publishHealthyPage } from './published.mjs';
import { until } from '../harness/until.mjs';

let browser;
let site;
before(async () => {
  [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
});
after(() => Promise.all([browser.close(), site.discard()]));

const incident = (number) => ({
  id: `incident-${number}`,
  name: `Payments are failing (${number})`,
  status: 'investigating',
  impact: 'major',
  started_at: new Date().toISOString(),
  components: ['api'],
  updates: [],
});

/** What a feed says while these incidents are open. */
function during(feed, incidents) {
  const [status, description] = incidents.length ? ['partial_outage', 'Partial outage'] : ['operational', 'All systems operational'];
  const components = feed.components.map((component) => ({ ...component, status }));
  return { ...feed, valid_until: new Date(Date.now() + 3_600_000).toISOString(), status: { level: status, description }, components, incidents };
}

/** A page with an open incident and its panel open, whose notifications are noted and shown all the same. */
async function embed(t, { permissions = ['notifications'], prepare = async () => {} } = {}) {
  let open = [incident(1)];
  const files = await site.serve((feed) => during(feed, open));
  const host = await serveForeignPage(files.origin, { body: '<pilot-light></pilot-light>' });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const visited = await visit(browser, `${host.origin}/`, {
    origins: [files.origin],
    context: { permissions },
    prepare: async (page) => {
      await page.addInitScript(note);
      await prepare(page);
    },
  });
  t.after(() => visited.context.close());
  const { page } = visited;
  await reaches(page, { state: 'ready', level: 'partial' });
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  await page.locator('button[part~="tell"]').waitFor();
  const told = () => page.evaluate(() => globalThis.notifications);
  const publish = (...incidents) => {
    open = incidents;
  };
  /** Publishes and asks for it. */
  const happens = async (...incidents) => {
    publish(...incidents);
    await page.locator('pilot-light').evaluate((element) => element.refresh());
    await reaches(page, { state: 'ready', level: incidents.length ? 'partial' : 'operational' });
  };
  const ask = async () => {
    await page.locator('button[part~="tell"]').click();
    await page.locator('p[part~="tell"]').waitFor();
  };
  return { ...visited, told, ask, publish, happens };
}

function note() {
  globalThis.notifications = [];
  globalThis.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      globalThis.notifications.push({ title, ...options });
    }
  };
}

test('who asked is told once, with the name and how it ended', async (t) => {
  const { told, ask, happens, blame } = await embed(t);
  await ask();
  await happens(incident(1));
  assert.deepEqual(await told(), [], 'it is not fixed yet');
  await happens();
  await until('the end to be told', async () => (await told()).length);
  const once = [{ title: 'Payments are failing (1)', body: 'All systems operational', tag: 'incident-1' }];
  assert.deepEqual(await told(), once);
  await happens(incident(2));
  await happens();
  assert.deepEqual(await told(), once, 'the next incident is another matter');
  await blame();
});

test('of two incidents each is told at its own end, and one that came later is not', async (t) => {
  const { page, told, ask, publish, happens } = await embed(t);
  await happens(incident(1), incident(2));
  await page.getByText('(2)').first().waitFor();
  await ask();
  publish(incident(2), incident(3));
  await page.locator('pilot-light').evaluate((element) => element.refresh());
  await until('the first end to be told', async () => (await told()).length === 1);
  await happens();
  await until('the second end to be told', async () => 1 < (await told()).length);
  assert.deepEqual((await told()).map(({ tag }) => tag), ['incident-1', 'incident-2']);
});

test('who did not ask is not told', async (t) => {
  const { told, happens, blame } = await embed(t);
  await happens();
  assert.deepEqual(await told(), []);
  await blame();
});

test('who refuses is not told, and reads that', async (t) => {
  const { page, told, ask, happens, blame } = await embed(t, { permissions: [] });
  await ask();
  await page.getByText('This browser does not allow notifications from this page.').waitFor();
  await happens();
  assert.deepEqual(await told(), []);
  await blame();
});

test('where only service workers may notify nothing breaks', async (t) => {
  const prepare = (page) =>
    page.addInitScript(() => {
      globalThis.Notification = class {
        static requestPermission = async () => 'granted';
        constructor() {
          globalThis.isAsked = true;
          throw new TypeError('Illegal constructor');
        }
      };
    });
  const { page, ask, happens, blame } = await embed(t, { prepare });
  await ask();
  await happens();
  assert.equal(await page.evaluate(() => globalThis.isAsked), true);
  await blame();
});

test('for who waits it is asked also while nobody looks, until it is fixed', async (t) => {
  let asked = 0;
  const prepare = async (page) => {
    await page.clock.install();
    await page.addInitScript(() => {
      globalThis.isHidden = false;
      Object.defineProperty(document, 'hidden', { get: () => globalThis.isHidden });
    });
    page.on('request', (request) => {
      if (request.url().endsWith('.json')) asked += 1;
    });
  };
  const { page, told, ask, publish } = await embed(t, { prepare });
  await ask();
  await page.evaluate(() => {
    globalThis.isHidden = true;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  publish();
  asked = 0;
  await passes(page, 70_000);
  await until('the end to be told', async () => (await told()).length === 1);
  assert.notEqual(asked, 0);
  asked = 0;
  await passes(page, 600_000);
  assert.equal(asked, 0, 'it is fixed, so nobody waits any more');
});
