// The pages by Lighthouse, on the throttled phone that it measures by default: accessibility, good
// practice and what search engines want are whole. How fast it is depends on the machine, so that is
// measured by `cargo xtask bench page` and not tested.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';
import { audit, launchPhone } from './lighthouse.mjs';
import { startPage } from './page.mjs';

const WHOLE = ['accessibility', 'best-practices', 'seo'];

let server;
let discard;
let phone;
let incident;
before(async () => {
  ({ server, discard } = await startPage({
    groups: [{ id: 'core', name: 'Core' }],
    components: [
      { id: 'web', name: 'Web', group: 'core', description: 'What everybody sees.' },
      { id: 'api', name: 'API' },
    ],
  }));
  await server.operate('incident', 'open', 'Slow answers', '-c', 'web=degraded_performance', '-m', 'We look into it.');
  await server.operate('maintenance', 'plan', 'Disks', '--from', '1h', '--to', '2h', '-c', 'api', '-m', 'New ones.');
  incident = await until('both are told', async () => {
    const { incidents, scheduled_maintenances: planned } = await server.feed();
    return planned.length && incidents[0]?.id;
  });
  phone = await launchPhone();
});
after(async () => {
  await phone?.stop();
  await discard?.();
});

/** What is not whole of a page: the category and the audits that it lacks. */
async function lacks(address) {
  const { scores, failed } = await audit(phone, address, WHOLE);
  return WHOLE.filter((name) => scores[name] !== 1).map((name) => `${name} ${scores[name]}: ${failed[name]}`);
}

for (const [name, path] of [
  ['the status page', () => ''],
  ['the page of an incident', () => `incidents/${incident}/`],
  ['the page of a component', () => 'components/web/'],
  ['the page of planned work', () => 'maintenance/'],
  ['the history', () => 'history/'],
]) {
  test(`nothing is missing of ${name}`, async () => {
    assert.deepEqual(await lacks(`${server.origin}/${path()}`), []);
  });
}

test('the control: what a page lacks is found', async (t) => {
  const page = await servePage('<!doctype html><html><body><img src="data:,"><p style="color:#ccc">faint</p></body></html>');
  t.after(page.stop);
  const found = (await lacks(`${page.origin}/`)).join();
  assert.match(found, /accessibility 0.*image-alt/);
  assert.match(found, /seo 0.*document-title/);
});
