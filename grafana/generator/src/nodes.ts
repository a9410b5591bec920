// What LiveKit's nodes export of themselves, scraped by Prometheus from each node.
//
// A node is a target (`instance`): its node_id changes with each restart. `deployment` and `region` are
// labels that the scrape configuration may add (prometheus/prometheus.yml); All counts targets without.
import { type Frame, labelValues, prometheusVariables } from './frame.js'
import { CHARTS } from './links.js'
import { api } from './nodes/api.js'
import { connections } from './nodes/connections.js'
import { joining } from './nodes/joining.js'
import { load } from './nodes/load.js'
import { media } from './nodes/media.js'
import { now } from './nodes/now.js'

const variables = prometheusVariables(
  labelValues('job', 'Job', 'label_values(livekit_room_total, job)'),
  labelValues(
    'deployment',
    'Deployment',
    'label_values(livekit_room_total{job=~"$job"}, deployment)',
  ),
  labelValues(
    'region',
    'Region',
    'label_values(livekit_room_total{job=~"$job",deployment=~"$deployment"}, region)',
  ),
  labelValues(
    'instance',
    'Node',
    'label_values(livekit_room_total{job=~"$job",deployment=~"$deployment",region=~"$region"}, instance)',
  ),
)

export const nodes: Frame = {
  name: 'nodes',
  title: 'LiveKit Nodes',
  description:
    'What LiveKit’s nodes measure of themselves. Gauges of LiveKit leak at times: they are shown as they are.',
  link: CHARTS,
  variables,
  rows: [now, load, media, joining, connections, api],
}
