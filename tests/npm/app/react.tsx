// The element in React's JSX.

import type {} from 'pilot-light/react';

export const footer = (
  <pilot-light
    ref={(light) => light?.refresh()}
    className="status"
    variant="pill"
    feed-format="statuspage"
    heading-level={3}
    poll={30}
    dismissible
    {...{ 'onpilot-light:change': ({ detail }: PilotLightEvents['pilot-light:change']) => console.log(detail.previous) }}
  >
    <a href="https://status.example/">Status</a>
  </pilot-light>
);

type PilotLightEvents = import('pilot-light').PilotLightEvents;
