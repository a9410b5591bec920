// Draws one chart a frame: four charts drawn in one frame are a long task on a slow machine.

const waiting = new Set<() => void>()
let asked = false

function drawNext(): void {
  asked = false
  const [draw] = waiting
  if (draw === undefined) return
  waiting.delete(draw)
  draw()
  if (waiting.size > 0) ask()
}

function ask(): void {
  if (asked) return
  asked = true
  requestAnimationFrame(drawNext)
}

/** Asks for a frame of one's own; asking again before it comes changes nothing. */
export function queueDraw(draw: () => void): void {
  waiting.add(draw)
  ask()
}

export function cancelDraw(draw: () => void): void {
  waiting.delete(draw)
}
