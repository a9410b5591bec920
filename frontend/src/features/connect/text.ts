// The texts of the page that connects a LiveKit.

export const connectText = {
  title: 'Connect a LiveKit',
  intro:
    'Three changes on your side. The checks run while you make them: nothing has to be pressed here.',
  mock: 'This console runs on synthetic data, so no LiveKit is checked yet. The checks begin when it is restarted with the lines of step 2.',
  deployment: 'Deployment',

  webhooks: {
    title: 'Tell LiveKit where to send its webhooks',
    body: 'Add these lines to LiveKit’s configuration, then restart it. The key must be one of its `keys`: LiveKit signs the webhooks with it.',
    file: 'livekit.yaml',
    cloud:
      'On LiveKit Cloud, set the same address and key in the project’s settings, under Webhooks.',
    loopback:
      'This address leads to your own machine. If LiveKit runs on another one, or in a container, use a name that it can reach.',
  },
  api: {
    title: 'Let the console ask LiveKit',
    body: 'Set these variables where the console runs, then restart it. It lists rooms and participants, so that a lost webhook is noticed and made up for.',
    file: 'environment of the console',
    secret: 'a file that holds the secret, which is never shown here',
  },
  nodes: {
    title: 'Let it read the nodes',
    body: 'The nodes’ metrics give quality, restarts and LiveKit’s own count of lost webhooks. Without them the console works, and shows those as unknown.',
    livekit: 'livekit.yaml, on every node',
    console: 'environment of the console',
    each: 'Write one address for each node, with commas between them.',
  },

  checks: {
    title: 'Checks',
    good: (done: number, all: number) => `${done} of ${all} are good`,
    watching: 'watching',
    names: {
      webhook: 'A webhook was received',
      signature: 'Its signature is valid',
      redirect: 'No redirect on the way',
      clock: 'The clocks agree',
      api: 'The room API answers',
      nodes: 'Every node can be read',
      clients: 'Clients report their quality',
    },
    states: {
      ok: 'good',
      warn: 'needs attention',
      bad: 'failed',
      waiting: 'not checked yet',
      off: 'switched off',
    },
    at: (event: string, time: string) => (event === '' ? time : `${event}, ${time}`),
    noWebhook: 'none yet',
    unknownKey: (keys: string) =>
      `LiveKit reaches this console: webhooks signed with ${keys} were refused, because the console does not have this key.`,
    direct: 'POST stays POST',
    apart: (seconds: string) => `${seconds} s apart`,
    agree: 'less than 1 s apart',
    answered: (ms: string, rooms: string) => `${ms} ms, ${rooms}`,
    read: (read: number, all: number) => `${read} of ${all}`,
    noNodes: 'none configured',
    off: 'off',
    reporting: (clients: string) => `${clients} report`,
    optional: 'optional',
    clients: 'Nobody has reported yet.',
    rerun: 'Checked every 2 s. It turns green by itself.',
  },
  dashboard: 'Open the dashboard',
  sources: 'Everything about the sources',
}
