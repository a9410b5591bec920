// The series of LiveKit’s nodes, of the chosen ones.
import { over } from '../promql.js'

export const N = 'job=~"$job",deployment=~"$deployment",region=~"$region",instance=~"$instance"'
export const { name, rate, minutely, quantile, mean } = over('livekit_', N)
