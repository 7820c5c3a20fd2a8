// The admin API of a running server against its own description, by requests that nobody would think
// of: no server error, and no answer that the description does not have.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { startServer } from '../harness/server.mjs';
import { TcpTarget } from '../harness/targets.mjs';

const PROGRAM = process.env.SCHEMATHESIS;
/** Printed with every run; a run with the same seed asks the same. */
const SEED = process.env.SEED ?? String(Math.floor(Math.random() * 2 ** 31));
/**
 * What an answer is held against. Requests with wrong tokens are left out: after ten of them an
 * address is told to wait, as it should.
 */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

async function serve(t) {
  const target = await TcpTarget.start();
  t.after(() => target.stop());
  const monitor = { kind: 'tcp', address: target.address, every: '10s' };
  const server = await startServer({ admin: true, components: [{ id: 'web', name: 'Web', monitor }] });
  t.after(() => server.discard());
  return { origin: await server.admin(), token: await server.token() };
}

/** It would end the run that asks everything: it may hit the token that asks. */
const REVOKES = 'revokeToken';
const ALL_BUT = ['--exclude-operation-id', REVOKES, '--phases', 'fuzzing,stateful'];
const ALONE = ['--include-operation-id', REVOKES, '--phases', 'fuzzing'];

/** Runs schemathesis on some operations; answers what it printed and whether it found anything. */
async function run(description, { origin, token }, operations = ALL_BUT) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'schemathesis-'));
  const command = [
    'run', description, '--url', origin, '--header', `Authorization: Bearer ${token}`,
    ...operations, '--checks', CHECKS.join(','),
    '--max-examples', '25', '--seed', SEED, '--no-color', '--wait-for-schema', '10',
  ];
  try {
    const { stdout } = await promisify(execFile)(PROGRAM, command, { cwd: folder, maxBuffer: 2 ** 26, timeout: 240_000 });
    return { isGood: true, told: stdout };
  } catch (error) {
    // A request that it repeats may be long; what was wrong stands before it, in short lines.
    const lines = `${error.stdout}\n${error.stderr}`.split('\n').filter((line) => line.length < 500);
    return { isGood: false, told: lines.join('\n') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test(`answers are as described (seed ${SEED})`, async (t) => {
  const server = await serve(t);
  const description = `${server.origin}/api/v1/openapi.json`;
  // The one that would end the run is asked in one of its own, by a token of its own.
  const made = await fetch(`${server.origin}/api/v1/tokens`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'own', scopes: ['admin'] }),
  });
  const { token } = await made.json();
  const asked = [];
  for (const [who, operations] of [[server, ALL_BUT], [{ ...server, token }, ALONE]]) {
    const { isGood, told } = await run(description, who, operations);
    assert.ok(isGood, told);
    const [, chosen, all, tested] = /Selected: (\d+)\/(\d+)\s+Tested: (\d+)/.exec(told) ?? [];
    assert.equal(chosen, tested, told);
    asked.push([Number(chosen), Number(all)]);
  }
  const [[most, all], one] = asked;
  assert.deepEqual([most + 1, one], [all, [1, all]], 'every operation was asked');
});

test('a description that says something else is found out', async (t) => {
  const server = await serve(t);
  const description = await (await fetch(`${server.origin}/api/v1/openapi.json`)).json();
  description.components.schemas.Incident.properties.version = { type: 'string' };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'description-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(description));
  const { isGood, told } = await run(file, server);
  assert.ok(!isGood, told);
  assert.match(told, /is not of type .string./);
});
