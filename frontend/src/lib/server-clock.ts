// The server's time. All times of the API are the server's, and a user's clock may be minutes off: ages
// and the edge of a live chart use the server's time, as received by the socket.

/** Smaller differences come from network delay and the metrics interval; in milliseconds. */
const TOLERANCE_MS = 2_000

let skewMs = 0

/** Takes the current time of the server. */
export function noteServerTime(instant: number): void {
  const skew = instant - Date.now()
  skewMs = Math.abs(skew) > TOLERANCE_MS ? skew : 0
}

export function serverNow(): number {
  return Date.now() + skewMs
}
