// Pages that have spoiled what scripts build on: prototypes, functions, names and styles. The widget
// lives there as it does elsewhere, and where it cannot, the first view stays and says the truth.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, reaches, takesOver, visit } from './browser.mjs';
import { startCompany } from './company.mjs';
import { servePage } from '../harness/serve.mjs';

let browser;
let acme;
before(async () => {
  browser = await launch();
  acme = await startCompany();
});
after(() => Promise.all([browser.close(), acme.discard()]));

/** A page with `markup` before the widget, and with `script` as the first that runs. */
async function embed(t, { markup = '', script = '' }) {
  const html = `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><script>${script}</script>
${markup}<script async src="${acme.origin}/widget.js"></script><main><pilot-light feed="${acme.feed}"></pilot-light></main>`;
  const host = await servePage(html);
  t.after(host.stop);
  const visited = await visit(browser, `${host.origin}/`, { origins: [acme.origin] });
  t.after(() => visited.context.close());
  return visited;
}

/** Names that pages give to their own elements, of those that the widget asks the document for. */
const NAMES = ['currentScript', 'body', 'head', 'hidden', 'baseURI', 'readyState', 'documentElement', 'adoptedStyleSheets'];

/** Names on all objects, most of them options of what the widget calls. */
const OPTIONS = [
  ...['polluted', 'method', 'headers', 'body', 'mode', 'cache', 'signal', 'duplex', 'priority', 'integrity', 'redirect'],
  ...['key', 'tag', 'type', 'capture', 'once', 'detail', 'bubbles', 'feed', 'length', 'open'],
  // And fields that a feed may lack.
  ...['group', 'since', 'description', 'impact'],
];

const SPOILED = {
  'an object prototype with more on it': {
    script: `for (const name of ${JSON.stringify(OPTIONS)}) Object.prototype[name] = 'x';`,
  },
  'an object prototype with names that no attribute has': { script: `Object.prototype['a b'] = Object.prototype['1'] = 'x';` },
  'an object prototype with accessors': { script: 'Object.prototype.get = 1; Object.prototype.set = 1; Object.prototype.value = 1;' },
  'other prototypes with more on them': {
    script: `Array.prototype.extra = String.prototype.extra = Function.prototype.extra = Promise.prototype.extra = () => {};
      Array.prototype.toJSON = () => 'x'; String.prototype.toJSON = () => 'y';`,
  },
  'a fetch of its own': { script: 'const fetched = window.fetch; window.fetch = (...values) => fetched(...values);' },
  'a fetch that makes requests of addresses': {
    script: 'const fetched = window.fetch; window.fetch = async (what, how) => fetched(new Request(what, how));',
  },
  'timers, promises and errors of its own': {
    script: `const later = window.setTimeout; window.setTimeout = (call, ms) => later(() => call(), ms);
      const { then } = Promise.prototype; Promise.prototype.then = function (...calls) { return then.apply(this, calls); };
      window.onerror = () => true; window.queueMicrotask = (call) => Promise.resolve().then(call);`,
  },
  'clones and selections of its own': {
    script: `delete window.structuredClone; Element.prototype.closest = ((real) => function (...values) { return real.apply(this, values); })(Element.prototype.closest);
      Array.from = ((real) => (...values) => real.apply(Array, values))(Array.from);`,
  },
  'names that elements have taken': { markup: NAMES.map((name) => `<form name="${name}"></form>`).join('') },
  'globals that elements have taken': {
    markup: ['pilotLight', 'feed', 'status', 'option', 'region', 'fetch', 'WebAssembly', 'Notification'].map((name) => `<a id="${name}"></a>`).join(''),
  },
  'styles that unset everything': { markup: '<style>*{all:unset!important} *::before{content:"x"!important}</style>' },
};

for (const [name, page] of Object.entries(SPOILED)) {
  test(`with ${name} the widget is live, opens and leaves the page as it was`, async (t) => {
    const { page: opened, blame } = await embed(t, page);
    const globals = () =>
      opened.evaluate(() => [Object.prototype, Array.prototype, String.prototype].map((each) => Object.getOwnPropertyNames(each).join()));
    const before = await globals();
    await reaches(opened, { state: 'ready', level: 'operational' });
    await takesOver(opened);
    await opened.locator('button[part~="badge"]').click();
    await opened.locator('[part~="row-name"]', { hasText: 'Website' }).locator('visible=true').waitFor();
    assert.deepEqual(await globals(), before);
    await blame();
  });
}

/** What leaves nothing to build on, and what is shown then. */
const HOPELESS = {
  'without WebAssembly': { script: 'delete window.WebAssembly;', shown: { state: 'ready', level: 'operational' } },
  'with a WebAssembly that refuses': {
    script: `WebAssembly.instantiate = () => Promise.reject(new WebAssembly.CompileError('refused'));`,
    shown: { state: 'ready', level: 'operational' },
  },
  'with a fetch that rejects': { script: `window.fetch = () => Promise.reject(new TypeError('no'));`, shown: { state: 'error', level: 'unknown' } },
  'with a fetch that answers something else': { script: 'window.fetch = async () => new Response("{}");', shown: { state: 'error', level: 'unknown' } },
};

for (const [name, { script, shown }] of Object.entries(HOPELESS)) {
  test(`${name} the first view stays`, async (t) => {
    const { page, blame } = await embed(t, { script });
    await reaches(page, shown);
    // A click asks for the WebAssembly; what cannot come leads to the status page instead.
    const link = page.locator('pilot-light a[part~="badge"]');
    await link.waitFor();
    await blame();
    await link.click();
    await page.waitForURL(`${shown.state === 'ready' ? acme.origin : '**'}/`);
    assert.equal(await page.locator('button[part~="badge"]').count(), 0);
  });
}

test('a trap under a click leads to the status page instead', async (t) => {
  // Rows are in the panel alone, and without what makes them there is no panel.
  const { page, blame } = await embed(t, {
    script: `const real = Document.prototype.createElementNS;
      Document.prototype.createElementNS = function (space, tag) {
        if (tag === 'li') throw new Error('spoiled');
        return real.call(this, space, tag);
      };`,
  });
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  await page.waitForURL(`${acme.origin}/`);
  await blame();
});

test('of the page\'s own world it touches nothing but the one name that is documented', async (t) => {
  // Everything that a script could change for others, by identity.
  const look = `globalThis.worldOf = () => {
    const seen = new Map();
    const note = (name, owner) => {
      for (const key of Reflect.ownKeys(owner)) {
        const { value, get, set } = Reflect.getOwnPropertyDescriptor(owner, key);
        const isLive = owner === globalThis && typeof value !== 'function';
        seen.set(name + '.' + String(key), isLive ? true : [value, get, set]);
      }
    };
    note('window', globalThis);
    for (const key of Object.getOwnPropertyNames(globalThis)) {
      let value;
      try { value = globalThis[key]; } catch { continue; }
      if (typeof value === 'function' && value.prototype) note(key + '.prototype', value.prototype);
    }
    for (const name of ['Math', 'JSON', 'Reflect', 'WebAssembly', 'Intl', 'console', 'navigator', 'document', 'history']) note(name, globalThis[name]);
    return seen;
  };
  globalThis.before = worldOf();
  globalThis.differs = () => {
    const now = worldOf();
    const same = (a, b) => a === b || (Array.isArray(a) && Array.isArray(b) && a.every((each, index) => Object.is(each, b[index])));
    return [...new Set([...before.keys(), ...now.keys()])].filter((key) => !same(before.get(key), now.get(key))).sort();
  };
  delete globalThis.taken;`;
  const { page, blame } = await embed(t, { script: look });
  await takesOver(page);
  await page.locator('button[part~="badge"]').click();
  await page.locator('[part~="row"]').first().waitFor();
  const own = ['window.before', 'window.differs', 'window.pilotLight'];
  assert.deepEqual(await page.evaluate(() => globalThis.differs()), own);
  assert.equal(await page.evaluate(() => document.documentElement.outerHTML.includes('style=')), false, 'nor the markup');
  assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0);
  await blame();
  // The control: what another would have done is seen.
  await page.evaluate(() => {
    globalThis.mine = 1;
    Array.prototype.mine = () => {};
    globalThis.fetch = () => {};
  });
  assert.deepEqual(await page.evaluate(() => globalThis.differs()), ['Array.prototype.mine', ...own, 'window.fetch', 'window.mine'].sort());
});
