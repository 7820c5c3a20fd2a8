// What operators may write, or somebody who has got hold of their token, and what must not become of it.

/** Each would set `taken` were it more than words. */
export const WORDS = [
  '<script>taken=1</script>',
  '<img src=x onerror="taken=1">',
  '"><svg onload="taken=1">',
  "' onmouseover='taken=1",
  '</script></style></title><script>taken=1</script>',
  '[a link](javascript:taken=1) and <javascript:taken=1>',
  '[a link](JaVa&Tab;ScRiPt&colon;taken=1) [data](data:text/html,<script>taken=1</script>)',
  '![a picture](x" onerror="taken=1)',
  '&lt;img src=x onerror=taken=1&gt; &#60;script&#62;taken=1',
  '{{constructor.constructor("taken=1")()}} ${taken=1} <%= taken=1 %>',
  '<iframe srcdoc="<script>parent.taken=1</script>"></iframe><math><a xlink:href="javascript:taken=1">x',
  '<style>*{display:none}</style><base href="//elsewhere.example/"><meta http-equiv=refresh content=0>',
];

/** What in the page, shadow roots included, could only have come from words; run in the page. */
export function found() {
  const faults = globalThis.taken === undefined ? [] : ['a script has run'];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      const name = element.localName;
      const html = element.cloneNode().outerHTML.slice(0, 120);
      // Our own badge is an image.
      const isBadge = /^\/badge(\/[\w-]+)?\.svg$/.test(element.getAttribute('src') ?? '');
      // Our own choice of what of a month is shown.
      const isChoice = element.matches('.filter input[type="radio"][name="only"]');
      if (!isBadge && !isChoice && /^(img|iframe|style|base|object|embed|math|form|input)$/.test(name)) faults.push(html);
      if (name === 'script' && !/^https?:/.test(element.src)) faults.push(html);
      if ([...element.attributes].some((attribute) => /^on|^style$|srcdoc/.test(attribute.name))) faults.push(html);
      const address = element.href?.animVal ?? element.href;
      const leads = address && new URL(address, location).protocol;
      // A calendar to subscribe to: ours, at its one address.
      if (address === `webcal://${location.host}/maintenance.ics`) continue;
      if (leads && !/^(https?|mailto):/.test(leads) && `${name} ${leads}` !== 'link data:') faults.push(html);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return faults;
}
