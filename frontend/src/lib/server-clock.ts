// The server's time. All times of the API are the server's, and a reader's clock may be minutes off: ages
// and the edge of a live chart are reckoned with the server's, as far as the socket has told it.

/** Less than this is the way of a frame, and the second in which metrics are made; in milliseconds. */
const TOLERANCE_MS = 2_000

let skewMs = 0

/** Takes a time that the server gave this very moment. */
export function noteServerTime(instant: number): void {
  const skew = instant - Date.now()
  skewMs = Math.abs(skew) > TOLERANCE_MS ? skew : 0
}

export function serverNow(): number {
  return Date.now() + skewMs
}
