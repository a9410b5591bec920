// The reporter as a hook, for applications with LiveKit's React components.
import { useMaybeRoomContext } from '@livekit/components-react'
import type { Room } from 'livekit-client'
import { useEffect, useRef } from 'react'
import { type Options, reportQuality } from './reporter.js'

/**
 * Reports for `room` while the component is mounted; without `room`, for the room of the context,
 * if there is one. The latest `token` and `onError` of the options are used at any time;
 * only another room, `url` or `intervalMs` starts a new reporter.
 */
export function useQualityReporter(options: Options, room?: Room): void {
  const room_of_context = useMaybeRoomContext()
  const reported = room ?? room_of_context
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const { url, intervalMs } = options
  useEffect(() => {
    if (!reported) return
    const reporter = reportQuality(reported, {
      ...latest.current,
      url,
      ...(intervalMs === undefined ? {} : { intervalMs }),
      token: () => {
        const { token } = latest.current
        return typeof token === 'string' ? token : token()
      },
      onError: (error) => latest.current.onError?.(error),
    })
    return () => reporter.stop()
  }, [reported, url, intervalMs])
}
