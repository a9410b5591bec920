// The chart as a chunk of its own: tiles and lists do not need the plotting library.
import { lazy } from 'react'

const load = async () => ({ default: (await import('@/charts/time-chart')).TimeChart })

export const TimeChart = lazy(load)

/** Reads the chunk ahead: a part that failed to load once never loads again. */
export async function readChartAhead(): Promise<void> {
  await load()
}
