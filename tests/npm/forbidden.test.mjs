// What no published script may contain, because pages forbid it and rightly: the build refuses it, in the
// script and among the names that the WebAssembly calls. Every kind here is the control of that.

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { ROOT } from '../harness/server.mjs';

const { checked, checkNames } = await import(path.join(ROOT, 'widget/bundle/script.mjs'));

for (const code of ['eval("1")', 'new Function("return 1")', 'node.innerHTML="<b>"', 'node.innerHTML = text', 'document.write("x")', 'document.writeln("x")']) {
  test(`a script with ${code} is refused`, () => {
    assert.throws(() => checked(`(()=>{${code}})()`), /the script would contain/);
  });
}

test('what a classic script cannot have is refused there, and not in a module', () => {
  for (const code of ['export const a=1', 'import.meta.url']) {
    assert.throws(() => checked(code, /import\.meta|\bexport\b/), /the script would contain/);
    assert.doesNotThrow(() => checked(code));
  }
});

test('what only looks like it is let through', () => {
  for (const code of ['retrieval(1)', 'node.textContent="innerHTML"', 'new Form()']) assert.equal(checked(code).toString(), code);
});

for (const name of ['document.write.s.', '.insertAdjacentHTML.ss.!', 'globalThis.eval.s.', 'Function..s.', '.innerHTML.g.', '.parseFromString.ss.']) {
  test(`a WebAssembly that asks for ${name} is refused`, () => {
    assert.throws(() => checkNames(['.createElement.s.!', name]), /the WebAssembly would call/);
  });
}

test('names that it does ask for are let through', () => {
  checkNames(['.createElementNS.os.!', 'Reflect.set.ooo.!', 'globalThis.setTimeout.oo.', '.nodeValue.g.?']);
});
