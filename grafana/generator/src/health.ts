// How each console itself does: its own series, one line an instance.
import { type Frame, labelValues, prometheusVariables } from './frame.js'
import { alerting } from './health/alerting.js'
import { intake } from './health/intake.js'
import { now } from './health/now.js'
import { process } from './health/process.js'
import { requests } from './health/requests.js'
import { sources } from './health/sources.js'
import { storage } from './health/storage.js'
import { SOURCES } from './links.js'

export const health: Frame = {
  name: 'health',
  title: 'LiveKit Console Health',
  description:
    'The console’s intake, journal, database, polling, alerting, requests and process, one line an instance.',
  link: SOURCES,
  variables: prometheusVariables(
    labelValues('job', 'Job', 'label_values(livekit_console_build_info, job)'),
    labelValues(
      'instance',
      'Instance',
      'label_values(livekit_console_build_info{job=~"$job"}, instance)',
    ),
  ),
  rows: [now, intake, storage, sources, alerting, requests, process],
}
