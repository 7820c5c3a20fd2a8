// What a visitor has taken off the page: that element, and none that he has not.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver } from './browser.mjs';
import { embed, feed, startFeeds } from './feeds.mjs';
import { until } from '../harness/until.mjs';

let browser;
let feeds;
before(async () => {
  browser = await launch();
  feeds = await startFeeds({ '/feed/v1/summary.json': feed({ api: 'major_outage', web: 'operational' }), '/feed/v1/feed.json': feed({ api: 'major_outage', web: 'operational' }) });
});
after(() => Promise.all([browser.close(), feeds.stop()]));

const BODY = `<pilot-light id="banner" variant="banner" dismissible></pilot-light><pilot-light id="panel" variant="panel"></pilot-light>
<pilot-light id="badge"></pilot-light><pilot-light id="other" dismissible></pilot-light><pilot-light id="part" variant="banner" components="web" dismissible></pilot-light>`;

for (const runtime of ['none', 'eager']) {
  test(`runtime="${runtime}": dismissing a banner takes that banner off, here and on the next page, and nothing else`, async (t) => {
    const { page, heard } = await embed(t, browser, feeds, BODY.replaceAll('<pilot-light', `<pilot-light runtime="${runtime}"`));
    const seen = () => page.locator('pilot-light').evaluateAll((all) => all.filter((one) => [...one.shadowRoot.querySelectorAll('[part]')].some((part) => part.checkVisibility())).map(({ id }) => id));
    const all = ['banner', 'panel', 'badge', 'other', 'part'];
    await until('all to be there', async () => (await seen()).join() === all.join());
    if (runtime === 'eager') await page.locator('#banner [part~="dismiss"]').click();
    else await page.locator('#banner').evaluate((element) => element.dismiss());
    const left = all.slice(1).join();
    await until('the banner to be gone', async () => (await seen()).join() === left);
    await page.reload();
    await until('all but the banner to be there', async () => (await heard('load')).length === all.length && (await seen()).join() === left);
  });
}

test('a page that takes its own element off by script has it off, though nobody else could', async (t) => {
  const { page } = await embed(t, browser, feeds, '<pilot-light></pilot-light>');
  await takesOver(page);
  await page.locator('pilot-light').evaluate((element) => element.dismiss());
  await page.locator('pilot-light [part~="badge"]').waitFor({ state: 'hidden' });
  await page.reload();
  await reaches(page, { state: 'ready' });
  await page.locator('pilot-light [part~="badge"]').waitFor();
  assert.equal(await page.locator('pilot-light').getAttribute('dismissed'), null);
});
