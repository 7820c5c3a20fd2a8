// The installed package in a browser: bundled as most sites have it, and served as it lies there. It
// brings its WebAssembly and its languages, keeps to a strict policy, and never shows what is not so.

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { build } from 'vite';

import { launch, reaches, takesOver, visit } from '../browser/browser.mjs';
import { startCompany } from '../browser/company.mjs';
import { serveFolder, servePaths } from '../harness/serve.mjs';
import { ROOT } from '../harness/server.mjs';
import { until } from '../harness/until.mjs';
import { makeProject } from './project.mjs';

let browser;
let acme;
let project;
let bundled;
let plain;
before(async () => {
  [browser, acme, project] = await Promise.all([launch(), startCompany(), makeProject()]);
  await project.write('index.html', '<!doctype html><script type="module" src="./main.js"></script>');
  await project.write('main.js', "import { define } from 'pilot-light/element';\nimport 'pilot-light';\nself.definePilotLight = define;\n");
  bundled = path.join(project.folder, 'dist');
  await build({ root: project.folder, base: './', logLevel: 'error', build: { modulePreload: false } });
  plain = path.join(project.folder, 'plain');
  await cp(project.package, plain, { recursive: true });
  await writeFile(path.join(plain, 'index.html'), '<!doctype html><script type="module" src="./index.js"></script>');
});
after(async () => {
  await Promise.all([browser.close(), acme.discard()]);
  await project.discard();
});

/** Serves a folder under the least policy, with elements in its page, and opens it. */
async function open(t, folder, body, { lang = 'en', edit = (file, bytes) => bytes, origins = [], init = () => {} } = {}) {
  const allowed = [acme.origin, ...origins];
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${allowed.join(' ')}; img-src data:; require-trusted-types-for 'script'`;
  await writeFile(path.join(folder, '_headers'), `/*\n  Content-Security-Policy: ${policy}\n`);
  const insert = (html) => html.replace('<!doctype html>', `<!doctype html><html lang="${lang}"><link rel="icon" href="data:,">`) + body;
  const site = await serveFolder(folder, { edit: (file, bytes) => edit(file, file.endsWith('.html') ? insert(String(bytes)) : bytes) });
  t.after(site.stop);
  const asked = [];
  const said = [];
  const prepare = async (page) => {
    await page.addInitScript(init);
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
  };
  const visited = await visit(browser, `${site.origin}/`, { origins: allowed, prepare });
  t.after(() => visited.context.close());
  return { ...visited, asked, said };
}

const element = (attributes) => `<pilot-light feed="${acme.feed}" ${attributes}></pilot-light>`;

for (const [how, folder] of [['bundled by Vite', () => bundled], ['without a bundler', () => plain]]) {
  test(`${how} the element shows the live status by its WebAssembly`, async (t) => {
    const { page, blame, asked } = await open(t, folder(), element(''));
    await reaches(page, { state: 'ready', level: 'operational' });
    await takesOver(page);
    await page.locator('pilot-light [part~="badge"]').click();
    await page.locator('[part~="row-name"]', { hasText: 'Website' }).waitFor();
    assert.ok(asked.some((address) => new URL(address).pathname.endsWith('.wasm')));
    await blame();
  });

  test(`${how} it speaks the language of the page`, async (t) => {
    const { page, blame } = await open(t, folder(), element('variant="pill"'), { lang: 'de' });
    await page.locator('pilot-light .said', { hasText: 'Alle Systeme in Betrieb' }).waitFor();
    await blame();
  });

  test(`${how} it reads another provider's feed`, async (t) => {
    const document = await readFile(path.join(ROOT, 'feed/golden/adapter/statuspage-outage.json'), 'utf8');
    const provider = await servePaths({ '/api/v2/summary.json': document }, { 'access-control-allow-origin': '*' });
    t.after(provider.stop);
    const body = `<pilot-light feed="${provider.origin}/api/v2/summary.json"></pilot-light>`;
    const { page, blame } = await open(t, folder(), body, { origins: [provider.origin] });
    await reaches(page, { state: 'ready', level: 'partial' });
    await blame();
  });

  test(`${how} WebAssembly that is not the package's own never runs, and the status is there all the same`, async (t) => {
    const edit = (file, bytes) => (/pilotlight-.*\.wasm$/.test(file) ? Buffer.concat([bytes, Buffer.of(0, 1, 0)]) : bytes);
    const { page, said } = await open(t, folder(), element(''), { edit });
    await until('the browser to refuse the file', () => said.some((text) => /integrity/.test(text)));
    await reaches(page, { state: 'ready', level: 'operational' });
    assert.equal(await page.locator('a[part~="badge"]').count(), 1);
  });
}

test('without a feed it shows what it contains, asks nobody and says so once', async (t) => {
  const body = '<pilot-light><b>Our status page</b></pilot-light><pilot-light></pilot-light>';
  const { page, said, asked } = await open(t, plain, body);
  await until('both elements to have begun', async () => (await page.locator('pilot-light[state="error"]').count()) === 2);
  await page.getByText('Our status page').waitFor();
  assert.equal(said.filter((text) => text.includes('without a feed')).length, 1);
  assert.deepEqual(asked.filter((address) => !/\/(index\.js|element\.js)?$/.test(address) && !address.startsWith('data:')), []);
  await page.locator('pilot-light').first().evaluate((light, feed) => {
    light.feed = feed;
  }, acme.feed);
  await reaches(page, { state: 'ready', level: 'operational' });
  await takesOver(page);
  await page.locator('pilot-light').first().evaluate((light) => {
    light.feed = undefined;
  });
  await page.getByText('Our status page').waitFor();
  assert.equal(await page.locator('pilot-light [part]').count(), 0);
});

test('the snippet builder writes what works as it stands, with its key', async (t) => {
  const builder = await visit(browser, `${acme.origin}/docs/widget/`);
  t.after(() => builder.context.close());
  await builder.page.getByLabel('Website').check();
  await builder.page.getByLabel('Variant').selectOption('pill');
  await builder.page.getByLabel('Only with our signature').check();
  await builder.page.locator('#form').selectOption('npm');
  const [script, markup] = (await builder.page.locator('#snippet').inputValue()).split(/\n\n(?=<)/);
  assert.match(script, /key: "[\w-]{43}"/);
  const pasted = path.join(project.folder, 'pasted');
  await mkdir(pasted);
  await writeFile(path.join(pasted, 'index.html'), '<!doctype html><script type="module" src="./main.js"></script>');
  await writeFile(path.join(pasted, 'main.js'), script);
  await build({ root: pasted, base: './', logLevel: 'error', build: { modulePreload: false } });
  const { page, blame } = await open(t, path.join(pasted, 'dist'), markup);
  await reaches(page, { state: 'ready', level: 'operational', variant: 'pill' });
  await takesOver(page);
  await page.locator('pilot-light [part~="badge"]').click();
  await page.locator('[part~="row-name"]', { hasText: 'Website' }).waitFor();
  assert.equal(await page.locator('[part~="row-name"]').count(), 1);
  await blame();
});

test('options given to define hold for every element', async (t) => {
  const { page } = await open(t, bundled, '');
  await page.evaluate((feed) => {
    self.definePilotLight({ feed, variant: 'pill', poll: 0 });
    document.body.append(document.createElement('pilot-light'));
  }, acme.feed);
  await reaches(page, { state: 'ready', level: 'operational', variant: 'pill' });
});

test('what the page has put on all objects is no option of its elements', async (t) => {
  const init = () => {
    for (const name of ['group', 'components', 'key', 'runtime', 'feed']) Object.prototype[name] = 'nowhere';
  };
  const { page } = await open(t, plain, element(''), { init });
  await reaches(page, { state: 'ready', level: 'operational' });
  await takesOver(page);
  await reaches(page, { state: 'ready', level: 'operational' });
});

test('the class alone defines nothing', async (t) => {
  const { page } = await open(t, await alone(), '');
  const [isBare, isDefined] = await page.evaluate(async () => {
    const { define, PilotLight } = await import('./element.js');
    const before = customElements.get('pilot-light');
    define();
    return [before === undefined, customElements.get('pilot-light') === PilotLight];
  });
  assert.ok(isBare && isDefined);
});

/** The package beside a page without a script. */
async function alone() {
  const folder = path.join(project.folder, 'alone');
  await mkdir(folder);
  await cp(project.package, folder, { recursive: true });
  await writeFile(path.join(folder, 'index.html'), '<!doctype html>');
  return folder;
}
