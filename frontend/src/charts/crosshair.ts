// The time and the values at the crosshair, beside it: only in the chart under the pointer.
import type uPlot from 'uplot'

export interface Reading {
  time: string
  /** Name and value of each series, and the words of what else is at this time. */
  rows: ReadonlyArray<readonly [name: string, value: string]>
  notes: readonly string[]
}

/** Makes the elements over the plot; the returned function shows a reading, or hides it. */
export function crosshair(plot: uPlot): (reading: Reading | null) => void {
  const pill = document.createElement('div')
  const card = document.createElement('div')
  pill.className = 'chart-pill'
  card.className = 'chart-card'
  pill.hidden = true
  card.hidden = true
  // What it says is in the legend and in the value of the slider, too.
  pill.ariaHidden = 'true'
  card.ariaHidden = 'true'
  plot.over.append(pill, card)
  return (reading) => {
    pill.hidden = reading === null
    card.hidden = reading === null
    if (reading === null) return
    const left = plot.cursor.left ?? 0
    const width = plot.over.clientWidth
    pill.textContent = reading.time
    pill.style.left = `${Math.min(Math.max(left, 28), width - 28)}px`
    card.replaceChildren(
      ...reading.rows.map(([name, value]) => {
        const row = document.createElement('div')
        const figure = document.createElement('b')
        row.textContent = name
        figure.textContent = value
        row.append(figure)
        return row
      }),
      ...reading.notes.map((words) => {
        const note = document.createElement('p')
        note.textContent = words
        return note
      }),
    )
    // On the side with more room, so that it never covers the pointer.
    const before = left > width / 2
    card.style.left = before ? '' : `${left + 12}px`
    card.style.right = before ? `${width - left + 12}px` : ''
  }
}
