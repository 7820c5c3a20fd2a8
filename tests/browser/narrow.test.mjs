// Little room and large letters: on a narrow screen, with text twice its size, from right to left and
// in forced colours nothing of the widget overlaps, is cut or leaves the window.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { launch, takesOver, visit } from './browser.mjs';
import { serveForeignPage } from './foreign.mjs';
import { golden } from './golden.mjs';
import { publishHealthyPage } from './published.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// The host's own heading breaks, whatever font it has: what is too wide is then the widget's doing.
const LARGE = '<style>html{font-size:200%}h1{overflow-wrap:anywhere}</style>';

let browser;
let site;
let outage;
before(async () => {
  [browser, site, outage] = await Promise.all([launch(), publishHealthyPage(), golden('outage-feed.json')]);
});
after(() => Promise.all([browser.close(), site.discard()]));

async function embed(t, body, context) {
  const files = await site.serve(() => outage);
  const host = await serveForeignPage(files.origin, { body });
  t.after(() => Promise.all([files.stop(), host.stop()]));
  const visited = await visit(browser, `${host.origin}/`, { origins: [files.origin], context });
  t.after(() => visited.context.close());
  await takesOver(visited.page);
  return visited;
}

/**
 * What is wrong with the boxes in the widget's shadow root: words that lie on other words, words that
 * are cut by what they stand in, and anything that leaves the window at a side.
 */
function crowded(page) {
  return page.locator('pilot-light').first().evaluate(async (host) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const faults = [];
    const words = [];
    const isUnseen = (element) => element.closest('.unseen') || getComputedStyle(element).clipPath !== 'none';
    const walk = document.createTreeWalker(host.shadowRoot, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const { parentElement: element, data } = walk.currentNode;
      if (!data.trim() || !element.checkVisibility({ visibilityProperty: true }) || isUnseen(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(walk.currentNode);
      for (const box of range.getClientRects()) words.push({ data: data.trim().slice(0, 30), box, element });
    }
    for (const { data, box, element } of words) {
      if (box.left < -1 || innerWidth + 1 < box.right) faults.push(`"${data}" leaves the window: ${box.left} to ${box.right}`);
      for (let outer = element; outer; outer = outer.parentElement) {
        const { overflowX, textOverflow } = getComputedStyle(outer);
        const edge = outer.getBoundingClientRect();
        const isCut = overflowX !== 'visible' || outer.matches('.badge');
        if (isCut && textOverflow !== 'ellipsis' && (box.left < edge.left - 1 || edge.right + 1 < box.right)) {
          faults.push(`"${data}" is cut by ${outer.className}`);
        }
        if (outer.matches('.badge') && (box.top < edge.top - 1 || edge.bottom + 1 < box.bottom)) faults.push(`"${data}" is higher than its badge`);
      }
    }
    // Half a line may be shared: boxes of text are higher than its letters.
    const meets = (a, b) => {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return 1 < across && Math.min(a.height, b.height) / 2 < down;
    };
    const isBadge = ({ element }) => Boolean(element.closest('.badge'));
    for (const [index, one] of words.entries()) {
      for (const other of words.slice(index + 1)) {
        // The open panel lies above the page, and above its own badge where there is no other place.
        if (isBadge(one) === isBadge(other) && meets(one.box, other.box)) faults.push(`"${one.data}" lies on "${other.data}"`);
      }
    }
    const { clientWidth, scrollWidth } = document.documentElement;
    if (clientWidth < scrollWidth) faults.push(`the page is ${scrollWidth} wide in ${clientWidth}`);
    return faults;
  });
}

async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
}

const narrow = { viewport: { width: 320, height: 640 } };
for (const [name, { before: first = '', attributes = '', context }] of Object.entries({
  'on 320 px': { context: narrow },
  'with text of 200 %': { before: LARGE },
  'on 320 px with text of 200 %': { before: LARGE, context: narrow },
  'zoomed to 400 %': { context: { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 } },
  'from right to left on 320 px': { attributes: 'lang="ar"', context: narrow },
  'from right to left in forced colours': { attributes: 'lang="he"', context: { forcedColors: 'active' } },
})) {
  for (const variant of ['badge', 'banner']) {
    test(`${name} a ${variant} and its panel have room, and are accessible`, async (t) => {
      const { page } = await embed(t, `${first}<pilot-light variant="${variant}" ${attributes}></pilot-light>`, context);
      assert.deepEqual(await crowded(page), []);
      if (variant === 'badge') await accessible(page);
      await page.locator('button[part~="badge"]').click();
      await page.locator('[part~="history"]').first().waitFor();
      assert.deepEqual(await crowded(page), []);
      if (variant === 'badge') await accessible(page);
      const panel = page.locator('[popover]');
      const { y, height } = await panel.boundingBox();
      const window = await page.evaluate(() => innerHeight);
      assert.ok(0 <= y && y + height <= window + 1, `the panel is ${height} high at ${y} in a window of ${window}`);
    });
  }

  test(`${name} a panel in the page has room, and is accessible`, async (t) => {
    const { page } = await embed(t, `${first}</p><pilot-light variant="panel" ${attributes}></pilot-light><p>`, context);
    await page.locator('[part~="history"]').first().waitFor();
    assert.deepEqual(await crowded(page), []);
    await accessible(page);
  });
}

test('the status page has room on 320 px with text of 200 %', async (t) => {
  const files = await site.serve(() => outage);
  t.after(files.stop);
  const { page, context, blame } = await visit(browser, `${files.origin}/`, { context: narrow });
  t.after(() => context.close());
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html{font-size:200%}');
    document.adoptedStyleSheets = [sheet];
  });
  await takesOver(page);
  await page.locator('[part~="history"]').first().waitFor();
  assert.deepEqual(await crowded(page), []);
  await accessible(page);
  await blame();
});

test('what has no room is told', async (t) => {
  const { page } = await embed(t, '<style>pilot-light::part(time){margin-inline-start:-60px}</style><pilot-light></pilot-light>', narrow);
  assert.notDeepEqual(await crowded(page), []);
});
