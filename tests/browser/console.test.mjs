// An operator at night, with a phone: opens an incident, updates it, resolves it, and is told what the
// public sees of it; also where the network loses answers and others do something at the same time.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { launch, visit } from './browser.mjs';
import { startProxy } from '../harness/proxy.mjs';
import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';
import { until } from '../harness/until.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };
/** A side of what a thumb taps, in pixels. */
const LEAST_TARGET = 44;
/** A machine with much to do is slow; nothing here depends on how slow. */
const PATIENCE = { timeout: 30_000 };

let browser;
let target;
before(async () => {
  [browser, target] = await Promise.all([launch(), TcpTarget.start()]);
});
after(() => Promise.all([browser.close(), target.stop()]));

async function serve(t) {
  const monitor = { kind: 'tcp', address: target.address, every: '1s' };
  const parts = [['api', 'API'], ['web', 'Website'], ['mail', 'Mail']];
  const server = await startServer({ admin: true, refresh: '1s', components: parts.map(([id, name]) => ({ id, name, monitor })) });
  t.after(() => server.discard());
  await until('all to be well', async () => (await server.feed()).status.level === 'operational');
  return server;
}

/** The page on a phone, let in. `judge` says what becomes of its requests. */
async function desk(t, { server, judge, context = {} } = {}) {
  const served = server ?? (await serve(t));
  const proxy = await startProxy(await served.admin(), judge);
  t.after(proxy.stop);
  const visited = await visit(browser, `${proxy.origin}/`, { context: { viewport: PHONE, ...context } });
  t.after(() => visited.context.close());
  await letIn(visited.page, await served.token());
  await visited.page.locator('#open .component').first().waitFor(PATIENCE);
  return { server: served, proxy, ...visited };
}

async function letIn(page, token) {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Let me in' }).click();
}

/** Opens an incident in three steps, as fast as a person can. */
async function open(page, name, component = 'API') {
  if (component) await page.locator('#open').getByText(component, { exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.locator('#open button').click();
}

const shows = (page, text) => page.getByText(text).locator('visible=true').first().waitFor(PATIENCE);
const incidents = async (server) => JSON.parse(await server.operate('incident', 'list', '--all', '--json'));
const one = async (server) => JSON.parse(await server.operate('incident', 'show', '--json'));

/** What the network itself has done to requests, which a browser writes into its log. */
const LOST = /ERR_EMPTY_RESPONSE|ERR_CONNECTION|ERR_FAILED|status of (401|412)/;

async function blameless(blame, forgiven) {
  await blame().catch((error) => {
    const faults = error.actual.filter((fault) => !(forgiven && forgiven.test(fault)));
    assert.deepEqual(faults, []);
  });
}

test('an incident is opened, updated and resolved, and each time it is said since when the public sees it', async (t) => {
  const { server, page, blame, proxy } = await desk(t);
  await shows(page, 'All systems operational');
  await open(page, 'Payments fail');
  await shows(page, /Opened\. The public sees it since \d\d:\d\d:\d\d CES?T\./);
  const feed = await server.feed();
  assert.deepEqual(feed.incidents.map(({ name, status, impact }) => [name, status, impact]), [['Payments fail', 'investigating', 'critical']]);
  assert.equal(feed.components.find(({ id }) => id === 'api').status, 'major_outage');
  assert.match(await page.locator('#unwell').innerText(), /API: major outage/);
  const link = await page.getByRole('link', { name: 'Its public page' }).getAttribute('href');
  assert.equal(link, `${server.origin}/incidents/${feed.incidents[0].id}/`);
  assert.equal((await fetch(link)).status, 200);

  const card = page.locator('.incident');
  await card.getByRole('combobox', { name: 'Status', exact: true }).selectOption('identified');
  await card.getByLabel('What is new').fill('A certificate has expired.');
  await card.getByText('Change components').click();
  await card.locator('.component .tick').first().click();
  await card.locator('.component select').first().selectOption('degraded_performance');
  await card.getByRole('button', { name: 'Tell' }).click();
  await shows(page, /Told\. The public sees it since/);
  const [told] = (await server.feed()).incidents;
  assert.deepEqual([told.status, told.updates[0].body], ['identified', 'A certificate has expired.']);
  assert.equal((await server.feed()).components.find(({ id }) => id === 'api').status, 'degraded_performance');

  await card.getByLabel('What is new').fill('It is renewed.');
  await card.getByRole('button', { name: 'Resolve' }).click();
  await shows(page, /Resolved\. The public sees it since/);
  const after = await server.feed();
  assert.deepEqual([after.status.level, after.incidents.length, after.past_incidents[0].updates[0].body], ['operational', 0, 'It is renewed.']);
  await page.getByRole('button', { name: 'Look again' }).click();
  await shows(page, 'None is open.');
  await blame();
  // The token was in a header each time, and nowhere else.
  const token = await server.token();
  assert.ok(proxy.asked.some(({ headers }) => headers.authorization === `Bearer ${token}`));
  assert.ok(!proxy.asked.some(({ url, headers }) => url.includes('plt_') || headers.referer?.includes('plt_')));
});

test('a token that is wrong is refused in words, and one is kept only where that was asked for', async (t) => {
  const server = await serve(t);
  const { page, context, blame } = await visit(browser, `${await server.admin()}/`, { context: { viewport: PHONE } });
  t.after(() => context.close());
  const kept = () => page.evaluate(() => [sessionStorage, localStorage].map((storage) => storage.getItem('pilotlight-console-token') !== null));
  await letIn(page, 'plt_0000000000_wrong');
  await shows(page, 'The server does not take this token.');
  assert.equal(await page.locator('#desk').isVisible(), false);
  assert.deepEqual(await kept(), [false, false]);

  await letIn(page, await server.token());
  await page.locator('#desk').waitFor();
  await until('it to be kept', async () => (await kept())[0]);
  assert.deepEqual(await kept(), [true, false]);
  await page.reload();
  await page.locator('#desk').waitFor();
  await page.getByRole('button', { name: 'Forget the token' }).click();
  await shows(page, 'The token is forgotten on this device.');
  assert.deepEqual(await kept(), [false, false]);

  await page.getByLabel('Remember on this device').check();
  await letIn(page, await server.token());
  await until('it to be kept', async () => (await kept())[1]);
  assert.deepEqual(await kept(), [false, true]);

  // The network is away while the page comes back: nobody types the token again.
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.reload();
  await shows(page, 'No answer from the server.');
  await page.unroute('**/api/v1/**');
  await page.getByRole('button', { name: 'Let me in' }).click();
  await page.locator('#open .component').first().waitFor(PATIENCE);
  assert.deepEqual(await kept(), [false, true]);

  // Revoked meanwhile: what was typed stays.
  await page.getByLabel('Name', { exact: true }).fill('Half a sentence');
  const [, id] = (await server.token()).split('_');
  await server.operate('token', 'revoke', id);
  await page.locator('#open button').click();
  await shows(page, 'The server does not take your token any more');
  assert.deepEqual(await kept(), [false, false]);
  assert.equal(await page.locator('#name').inputValue(), 'Half a sentence');
  await blameless(blame, LOST);
});

test('a name with markup in it is text', async (t) => {
  const { server, page, blame } = await desk(t);
  const name = '<img src=x onerror="document.title=1"><b>bold</b>';
  await server.operate('incident', 'open', name, '-c', 'api=major_outage', '-m', '<script>document.title=2</script>');
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.locator('.incident h3').waitFor(PATIENCE);
  const markup = () => page.locator('main :is(img, b, script)').count();
  assert.equal(await page.locator('.incident h3').innerText(), name);
  assert.equal(await markup(), 0);
  await blame();
  // The control: as markup it would be found, and the browser refuses to make it of a text.
  const refused = await page.evaluate((text) => {
    try {
      document.querySelector('.incident h3').innerHTML = text;
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  }, name);
  assert.ok(refused, 'trusted types are asked for');
  await page.evaluate(() => document.querySelector('.incident h3').append(document.createElement('b')));
  assert.equal(await markup(), 1);
  await assert.rejects(blame(), /require-trusted-types-for/);
});

test('an answer that is lost and a second tap open one incident', async (t) => {
  let fate = 'lose';
  const { server, proxy, page, blame } = await desk(t, { judge: (method) => (method === 'POST' ? fate : 'pass') });
  await open(page, 'Payments fail');
  await shows(page, 'It may be done, or not.');
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Payments fail', 'what was typed is kept');
  assert.equal(await page.getByLabel('Name', { exact: true }).isDisabled(), true, 'and cannot become something else');
  // Lost once more, also after the phone has thrown the page away.
  const posts = () => proxy.asked.filter(({ method }) => method === 'POST');
  const before = posts().length;
  await page.locator('#open').getByRole('button', { name: 'Ask again' }).click();
  await until('another request', () => before < posts().length);
  await page.locator('#open').getByRole('button', { name: 'Ask again' }).waitFor(PATIENCE);
  await page.reload();
  fate = 'pass';
  await page.locator('#open').getByRole('button', { name: 'Ask again' }).click();
  await shows(page, /Opened\. The public sees it since/);
  // A browser may send one again by itself, too.
  assert.deepEqual([...new Set(posts().map((post) => post.fate))], ['lose', 'pass']);
  assert.equal(new Set(posts().map(({ headers }) => headers['idempotency-key'])).size, 1);
  assert.equal((await incidents(server)).length, 1);
  // The next one is another one.
  await open(page, 'Another one', 'Mail');
  await until('two', async () => (await incidents(server)).length === 2);
  await blameless(blame, LOST);
});

test('a request that was refused is asked anew, with all that was typed', async (t) => {
  const { server, page, blame } = await desk(t);
  await open(page, '', undefined);
  await shows(page, 'Give it a name, in a few words.');
  await page.locator('#message').fill('x'.repeat(10_001));
  await open(page, 'Payments fail');
  await shows(page, /Unprocessable Entity: body is longer than 10000 characters/);
  assert.equal((await page.locator('#message').inputValue()).length, 10_001);
  await page.locator('#message').fill('Short.');
  await page.locator('#open button').click();
  await shows(page, /Opened\. The public sees it since/);
  assert.equal((await one(server)).updates[0].body, 'Short.');
  await blameless(blame, /status of 422/);
});

test("somebody else's update is not written over", async (t) => {
  const { server, proxy, page, blame } = await desk(t);
  await open(page, 'Payments fail');
  await shows(page, /The public sees it since/);
  const card = page.locator('.incident');
  await card.getByLabel('What is new').fill('We look at the network.');
  await server.operate('incident', 'update', '-s', 'identified', '-m', 'It is the certificate.');
  // Also read anew, what was typed goes by what it was typed on.
  await page.getByRole('button', { name: 'Look again' }).click();
  await until('it to be read', () => page.locator('#look-result').innerText().then((text) => text === ''));
  await card.getByRole('button', { name: 'Tell' }).click();
  await shows(page, 'Somebody else has changed this incident since you read it');
  assert.equal(await card.getByLabel('What is new').inputValue(), 'We look at the network.');
  assert.equal(await card.getByRole('combobox', { name: 'Status', exact: true }).inputValue(), 'identified');
  await shows(page, 'It is the certificate.');
  assert.deepEqual((await one(server)).updates.map(({ body }) => body), ['', 'It is the certificate.']);
  await card.getByRole('button', { name: 'Tell' }).click();
  await shows(page, /Told\. The public sees it since/);
  const now = await one(server);
  assert.deepEqual([now.status, now.updates.at(-1).body, now.version], ['identified', 'We look at the network.', 3]);
  // The control: without the version the server would have taken it.
  const versions = proxy.asked.filter(({ method }) => method === 'POST').map(({ headers }) => headers['if-match']);
  assert.deepEqual(versions, [undefined, '"1"', '"2"']);
  const blind = await fetch(`${await server.admin()}/api/v1/incidents/${now.id}/updates`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${await server.token()}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ body: 'Blind.' }),
  });
  assert.equal(blind.status, 200);
  await blameless(blame, LOST);
});

test('what is durable and not published yet is said to be that', async (t) => {
  let fate = 'pass';
  const { page, blame } = await desk(t, { judge: (method, url) => (url === '/api/v1/status' ? fate : 'pass') });
  fate = 'repeat';
  await open(page, 'Payments fail');
  await shows(page, 'Opened, and durable, but not published yet: the public does not see it.');
  assert.equal(await page.getByText('The public sees it since').count(), 0);
  fate = 'pass';
  await shows(page, /Opened\. The public sees it since/);
  await blame();
});

for (const colorScheme of ['light', 'dark']) {
  test(`all of it is accessible, with room for a thumb, ${colorScheme}`, async (t) => {
    const server = await serve(t);
    const { page, context, blame } = await visit(browser, `${await server.admin()}/`, { context: { viewport: PHONE, colorScheme } });
    t.after(() => context.close());
    const check = async (state) => {
      const { violations } = await page.evaluate(AXE).then(() => page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] })));
      assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), [], state);
      for (const one of await page.locator('button, select, summary, input:not([type="checkbox"]), textarea, label.tick').locator('visible=true').all()) {
        const { width, height } = await one.boundingBox();
        assert.ok(LEAST_TARGET <= width && LEAST_TARGET <= height, `${state}: ${await one.evaluate((element) => element.outerHTML)}: ${width} by ${height}`);
      }
    };
    await check('asked for a token');
    await letIn(page, 'wrong');
    await shows(page, 'The server does not take this token.');
    await check('refused');
    await letIn(page, await server.token());
    await page.locator('#open .component').first().waitFor(PATIENCE);
    await open(page, 'Payments fail');
    await shows(page, /The public sees it since/);
    await page.locator('.incident summary').click();
    await page.locator('.incident .component').first().getByText('API').click();
    await page.locator('#open').getByText('Website').click();
    await check('with an incident');
    await page.getByLabel('What is new').focus();
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
    // The control: what has no name and no contrast is told.
    await page.evaluate(() => {
      document.querySelector('#forget').textContent = '';
      document.querySelector('.stands').style.color = 'gray';
      document.querySelector('.stands').style.backgroundColor = 'gray';
    });
    await assert.rejects(check('spoiled'), /button-name/);
    await blameless(blame, LOST);
  });
}

test('nothing leaves the window at 320 px, nor with text twice its size', async (t) => {
  const { page, blame } = await desk(t, { context: { viewport: { width: 320, height: 640 } } });
  await open(page, `A_name_without_a_place_to_break_${'x'.repeat(120)}`);
  await shows(page, /The public sees it since/);
  await page.locator('.incident summary').click();
  await page.locator('#open').getByText('Website').click();
  const beyond = () =>
    page.evaluate(() => {
      const boxes = [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility() && !element.closest('.unseen'));
      const out = boxes.filter((element) => innerWidth + 1 < element.getBoundingClientRect().right || element.getBoundingClientRect().left < -1);
      const { scrollWidth, clientWidth } = document.documentElement;
      return [...out.map((element) => element.outerHTML.slice(0, 80)), ...(clientWidth < scrollWidth ? [`${scrollWidth} of ${clientWidth}`] : [])];
    });
  assert.deepEqual(await beyond(), []);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html{font-size:200%}');
    document.adoptedStyleSheets = [sheet];
  });
  assert.deepEqual(await beyond(), []);
  await page.evaluate(() => document.querySelector('#level').style.setProperty('width', '700px'));
  assert.notDeepEqual(await beyond(), [], 'the control');
  await blame();
});

test('the public listener has the status page and nothing of this', async (t) => {
  const server = await serve(t);
  const read = async (origin, path) => {
    const answer = await fetch(`${origin}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  const front = await read(server.origin, '/');
  assert.match(front.text, /<pilot-light/);
  assert.doesNotMatch(front.text, /console/i);
  for (const path of ['/console.js', '/console.css', '/console.svg', '/ask.js', '/rows.js', '/told.js']) {
    assert.equal((await read(server.origin, path)).status, 404, path);
    assert.equal((await read(await server.admin(), path)).status, 200, path);
  }
  assert.match((await read(await server.admin(), '/')).text, /Pilotlight console/);
});
