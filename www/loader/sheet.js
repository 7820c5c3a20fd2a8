// The loader's stylesheet, made once for all elements. Constructed, because pages may forbid style
// elements; a browser too old for that gets the words without the look.

import style from './style.css';

export const sheets = [];

try {
  const sheet = new CSSStyleSheet();
  // A browser from before `light-dark()`, of 2024, gets the light colours. The build has left of each
  // its name and both.
  const colour = CSS.supports('color', 'light-dark(red,red)') ? 'light-dark($2,$3)' : '$2';
  sheet.replaceSync(style.replace(/(\w+) (#\w+) (#\w+)/g, `var(--pl-$1,${colour})`));
  sheets.push(sheet);
} catch {}
