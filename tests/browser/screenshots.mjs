// Pictures of the real thing: the status page and a foreign page with the widget, light and dark,
// narrow and wide, quiet and in an outage, into target/screenshots; and the README's own.
//
// No server runs for 90 days to have its picture taken: the files are those of a real server, the
// news and the history come from the contract's golden feed, brought to the present.

import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';

import { ROOT } from '../harness/server.mjs';
import { launch, reaches, visit } from './browser.mjs';
import { badge, serveForeignPage } from './foreign.mjs';
import { golden, quiet } from './golden.mjs';
import { publishHealthyPage } from './published.mjs';

const FOLDER = path.join(ROOT, 'target/screenshots');
const README = path.join(ROOT, 'docs/status-page.png');
const WIDTHS = { narrow: 360, wide: 1_280 };

const outage = await golden('outage-feed.json');

const browser = await launch();
const site = await publishHealthyPage();
try {
  await mkdir(FOLDER, { recursive: true });
  await mkdir(path.dirname(README), { recursive: true });
  for (const [mood, feed] of Object.entries({ quiet: quiet(outage), outage })) {
    const files = await site.serve(() => feed);
    const host = await serveForeignPage(files.origin, { body: badge(files.origin) });
    for (const colorScheme of ['light', 'dark']) {
      for (const [breadth, width] of Object.entries(WIDTHS)) {
        const name = (what) => path.join(FOLDER, `${what}-${mood}-${colorScheme}-${breadth}.png`);
        const context = { colorScheme, viewport: { width, height: 900 } };
        await picture(files.origin, name('page'), context, async (page) => {
          await page.locator('[part~="history"]').first().waitFor();
        });
        await picture(host.origin, name('widget'), context, async (page) => {
          await page.getByRole('button').first().click();
          await page.locator('[part~="history"]').first().waitFor();
        });
      }
    }
    await Promise.all([files.stop(), host.stop()]);
  }
  await copyFile(path.join(FOLDER, 'page-outage-light-wide.png'), README);
} finally {
  await Promise.all([browser.close(), site.discard()]);
}

async function picture(origin, file, context, ready) {
  const { page, context: opened } = await visit(browser, `${origin}/`, { context });
  await reaches(page, { state: 'ready' });
  await ready(page);
  await page.screenshot({ path: file, fullPage: true });
  await opened.close();
}
