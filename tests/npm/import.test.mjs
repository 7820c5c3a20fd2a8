// Where there is no page: a server that renders one imports the package too.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { makeProject, run } from './project.mjs';

let project;
before(async () => {
  project = await makeProject();
});
after(() => project.discard());

const evaluate = (text) => run(project.folder, process.execPath, '--input-type=module', '--eval', text);

for (const entry of ['pilot-light', 'pilot-light/element']) {
  test(`${entry} can be imported without a page and leaves nothing behind`, async () => {
    const said = await evaluate(`
      const names = () => Object.getOwnPropertyNames(globalThis).sort().join();
      const before = names();
      const { define, PilotLight } = await import('${entry}');
      define({ feed: 'https://status.example/feed/v1/summary.json' });
      console.log(typeof PilotLight, before === names(), typeof document);
    `);
    assert.deepEqual(said, { code: 0, output: 'function true undefined\n' });
  });
}

test('the control: what the package keeps to itself cannot be imported', async () => {
  const { code, output } = await evaluate("await import('pilot-light/files/more.json')");
  assert.equal(code, 1);
  assert.match(output, /ERR_PACKAGE_PATH_NOT_EXPORTED/);
});
