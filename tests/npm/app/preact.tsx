/** @jsxImportSource preact */
// The element in Preact's JSX.

import type {} from 'pilot-light/preact';

export const footer = (
  <pilot-light class="status" variant="pill" heading-level={3} dismissible onpilot-light:change={({ detail }) => console.log(detail.previous)}>
    <a href="https://status.example/">Status</a>
  </pilot-light>
);
