// A page of somebody else: nothing on it but the snippet that our documentation recommends.

import { servePage } from '../harness/serve.mjs';

/** The recommended snippet: a badge that is an image until the widget takes its place. */
export function badge(origin, attributes = '') {
  return `<pilot-light ${attributes}><a href="${origin}/"><img src="${origin}/badge.svg" width="200" height="28" alt="Service status"></a></pilot-light>`;
}

/** Serves a page with `body` that loads the widget from `origin`. */
export async function serveForeignPage(origin, { body = badge(origin), policy, script = true } = {}) {
  const loader = script ? `<script async src="${origin}/widget.js"></script>` : '';
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Somebody else</title>
<link rel="icon" href="data:,">
${loader}
<main>
<h1>Somebody else's page</h1>
<p>Our provider: ${body} and the text goes on behind it.</p>
<p>What follows must not move.</p>
</main>
</html>
`;
  return servePage(html, { headers: policy ? { 'content-security-policy': policy } : {} });
}

/** The least that a host must permit, as documented. */
export function strictPolicy(origin) {
  return `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; connect-src ${origin}; img-src ${origin} data:; require-trusted-types-for 'script'`;
}
