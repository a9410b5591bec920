// The console’s own series, of the chosen instances.
import { over } from '../promql.js'

export const I = 'job=~"$job",instance=~"$instance"'
export const { name, minutely, quantile } = over('livekit_console_', I)
