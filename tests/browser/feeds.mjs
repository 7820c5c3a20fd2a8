// Feeds that a test makes up and changes as it goes, beside the widget as it was built, for pages of
// every origin. Each request is noted.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

import { listen } from '../harness/targets.mjs';
import { ROOT } from '../harness/server.mjs';
import { visit } from './browser.mjs';
import { servePage } from '../harness/serve.mjs';

const DIST = path.join(ROOT, 'widget/dist');
const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };
const HOUR = 3_600_000;
const EVENTS = ['load', 'change', 'incident', 'stale', 'error', 'open', 'close', 'dismiss'];
const SEVERITY = ['operational', 'unknown', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'];

/** A feed of a page with these components, `{ id: status }`. */
export function feed(components, { name = 'Acme', level, incidents = [], since, groups = {}, forMs = HOUR } = {}) {
  const now = Date.now();
  const time = (at) => new Date(at).toISOString().replace(/\.\d+/, '');
  const worst = SEVERITY[Math.max(0, ...Object.values(components).map((status) => SEVERITY.indexOf(status)))];
  const url = 'https://status.acme.example/';
  return {
    format: 'pilotlight/1',
    revision: now,
    generated_at: time(now),
    valid_until: time(now + forMs),
    page: { name, url, time_zone: 'Europe/Berlin' },
    status: { level: level ?? worst, description: `${name} says ${level ?? worst}` },
    groups: [...new Set(Object.values(groups))].map((id) => ({ id, name: id, status: 'operational' })),
    components: Object.entries(components).map(([id, status]) => ({ id, name: id, status, group: groups[id], since: since?.[id] })),
    incidents,
    maintenances: [],
    scheduled_maintenances: [],
    links: { summary: 'summary.json', feed: 'feed.json' },
  };
}

/** An open incident of these components. */
export const incident = (id, components, startedAt = new Date().toISOString()) => ({
  id,
  name: `Incident ${id}`,
  status: 'investigating',
  impact: 'major',
  started_at: startedAt,
  components,
  updates: [],
});

/**
 * Serves `answers`, by path: a feed, or what to answer as `{ status, headers, body }`, or a function
 * that gives either; it may be changed at any time. And the widget beside them.
 */
export async function startFeeds(answers) {
  const asked = [];
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    asked.push(pathname);
    const given = answers[pathname];
    const answer = await (typeof given === 'function' ? given() : given);
    const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
    if (answer) {
      const { status = 200, headers: own = {}, body } = answer.format ? { body: JSON.stringify(answer) } : answer;
      response.writeHead(status, { 'content-type': 'application/json', ...headers, ...own }).end(body);
      return;
    }
    try {
      const body = await readFile(path.join(DIST, pathname));
      response.writeHead(200, { 'content-type': TYPES[path.extname(pathname)], ...headers }).end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain', ...headers }).end('not found\n');
    }
  });
  await listen(server, 0);
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  const count = (name) => asked.filter((pathname) => pathname === name).length;
  return { origin: `http://127.0.0.1:${server.address().port}`, answers, asked, count, stop };
}

/**
 * A page with `body(origin)` that loads the widget from beside these feeds, until the test ends.
 * `heard` gives what it was told by events, without what a test did not ask for.
 */
export async function embed(t, browser, feeds, body, { policy, prepare = async () => {}, context, origins = [], html = 'lang="en"' } = {}) {
  const markup = `<!doctype html><html ${html}><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
<script async src="${feeds.origin}/widget.js"></script><main>${typeof body === 'function' ? body(feeds.origin) : body}</main></html>`;
  const host = await servePage(markup, { headers: policy ? { 'content-security-policy': policy } : {} });
  const visited = await visit(browser, `${host.origin}/`, {
    origins: [feeds.origin, ...origins],
    context,
    prepare: async (page) => {
      await page.addInitScript(listenTo, EVENTS);
      await prepare(page);
    },
  });
  t.after(() => Promise.all([visited.context.close(), host.stop()]));
  const { page } = visited;
  const heard = async (...names) =>
    (await page.evaluate(() => globalThis.heard)).filter(({ name }) => !names.length || names.includes(name));
  return { ...visited, host, heard };
}

/** Runs in the page. */
function listenTo(names) {
  globalThis.heard = [];
  for (const name of names) {
    addEventListener(`pilot-light:${name}`, ({ detail, target }) => {
      globalThis.heard.push({ name, id: target.id, ...detail });
    });
  }
}

/** A page like that of `embed`, with feeds of its own, which answer so. */
export async function embedWith(t, browser, answers, body, more = {}) {
  const feeds = await startFeeds(answers);
  t.after(feeds.stop);
  return { feeds, ...(await embed(t, browser, feeds, body, more)) };
}
