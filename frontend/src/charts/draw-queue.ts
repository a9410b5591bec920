// Draws one chart per frame: four charts in one frame are a long task on a slow machine.

const waiting = new Set<() => void>()
let requested = false

function drawNext(): void {
  requested = false
  const [draw] = waiting
  if (draw === undefined) return
  waiting.delete(draw)
  draw()
  if (waiting.size > 0) ask()
}

function ask(): void {
  if (requested) return
  requested = true
  requestAnimationFrame(drawNext)
}

/** Requests a frame for this drawing; repeated requests before it runs are merged. */
export function queueDraw(draw: () => void): void {
  waiting.add(draw)
  ask()
}

export function cancelDraw(draw: () => void): void {
  waiting.delete(draw)
}
