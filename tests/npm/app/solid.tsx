/** @jsxImportSource solid-js */
// The element in Solid's JSX.

import type {} from 'pilot-light/solid';

export const footer = (
  <pilot-light class="status" variant="pill" heading-level={3} ref={(light) => light.refresh()}>
    <a href="https://status.example/">Status</a>
  </pilot-light>
);
