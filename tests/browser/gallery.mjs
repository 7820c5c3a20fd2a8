// Contact sheets for the eye: every variant of the widget at every level, light and dark, right-to-left
// and in forced colours, and its open panel. `node tests/browser/gallery.mjs FOLDER` writes them into a folder, which git need not keep.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { launch, visit } from './browser.mjs';
import { golden, quiet } from './golden.mjs';
import { promise, publishHealthyPage } from './published.mjs';
import { servePage } from '../harness/serve.mjs';
import { until } from '../harness/until.mjs';

const VARIANTS = ['badge', 'pill', 'dot', 'button', 'banner'];
const MINUTE = 60_000;
/** What the pages look like around it, by the end of the pictures' names. */
const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  arabic: { lang: 'ar', dir: 'rtl' },
  hebrew: { lang: 'he', dir: 'rtl', colorScheme: 'dark' },
  forced: { forcedColors: 'active' },
  'forced-dark': { forcedColors: 'active', colorScheme: 'dark' },
};

const [, , folder] = process.argv;
if (!folder) {
  console.error('gallery: name the folder for the pictures: node tests/browser/gallery.mjs FOLDER');
  process.exit(64);
}
await mkdir(folder, { recursive: true });

const outage = await golden('outage-feed.json');
const at = (level, description) => {
  const well = quiet(outage);
  const [first, ...others] = well.components;
  return { ...well, status: { level, description }, components: [{ ...first, status: level }, ...others] };
};
/** What is shown, by the name of its column. */
const MOODS = {
  operational: quiet(outage),
  degraded: at('degraded_performance', 'Payments API is slower than usual'),
  partial: at('partial_outage', 'Payments API is down'),
  major: at('major_outage', 'Everything is down'),
  maintenance: at('under_maintenance', 'Maintenance in progress'),
  stale: promise(Date.now() - 10 * MINUTE)(quiet(outage)),
  unknown: promise(Date.now() - 120 * MINUTE)(quiet(outage)),
  incident: outage,
};

const [browser, site] = await Promise.all([launch(), publishHealthyPage()]);
const servers = await Promise.all(Object.values(MOODS).map((feed) => site.serve(() => feed)));
const origins = Object.fromEntries(Object.keys(MOODS).map((mood, index) => [mood, servers[index].origin]));
try {
  for (const [name, look] of Object.entries(LOOKS)) {
    const element = (mood, variant, rest = '') => `<pilot-light runtime="eager" feed="${origins[mood]}/feed/v1/summary.json" variant="${variant}" ${rest}></pilot-light>`;
    const row = (mood) => `<tr><th>${mood}</th>${VARIANTS.map((variant) => `<td>${element(mood, variant, 'dismissible')}</td>`).join('')}</tr>`;
    const sizes = ['sm', 'md', 'lg'].map((size) => `<td>${element('partial', 'badge', `size="${size}"`)}</td>`).join('');
    const table = `<table><tr><th></th>${VARIANTS.map((variant) => `<th>${variant}</th>`).join('')}</tr>
      ${Object.keys(MOODS).map(row).join('')}<tr><th>sizes</th>${sizes}</tr></table>`;
    await picture(`variants-${name}`, table, { ...look, viewport: { width: 1_500, height: 600 } });
    for (const mood of ['operational', 'incident', 'stale', 'unknown']) {
      const body = `<div style="width:640px">${element(mood, 'panel')}</div>`;
      await picture(`panel-${mood}-${name}`, body, { ...look, viewport: { width: 700, height: 600 } });
      const open = async (page) => {
        await page.locator('button[part~="badge"]').click();
        await page.locator('[popover]').waitFor();
      };
      await picture(`open-${mood}-${name}`, element(mood, 'badge'), { ...look, viewport: { width: 420, height: 800 } }, open);
    }
  }
} finally {
  await Promise.all([browser.close(), site.discard(), ...servers.map(({ stop }) => stop())]);
}

async function picture(name, body, { lang = 'en', dir = 'ltr', ...context }, prepare = async () => {}) {
  const html = `<!doctype html><html lang="${lang}" dir="${dir}"><title>Gallery</title><link rel="icon" href="data:,">
<style>:root{color-scheme:light dark} body{margin:16px;font:14px system-ui;background:light-dark(#fff,#0d1117);color:light-dark(#1f2328,#e6edf3)} th{text-align:start;font-weight:400} td,th{padding:6px 12px}</style>
<script async src="${origins.operational}/widget.js"></script>${body}</html>`;
  const host = await servePage(html);
  const { page, context: opened } = await visit(browser, `${host.origin}/`, { context });
  await until(`${name} to be live`, () =>
    page.evaluate(() => [...document.querySelectorAll('pilot-light')].every((each) => each.shadowRoot?.querySelector('button[part~="badge"], div[part~="panel"]') && each.getAttribute('state') !== 'loading')));
  await prepare(page);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  await Promise.all([opened.close(), host.stop()]);
}
