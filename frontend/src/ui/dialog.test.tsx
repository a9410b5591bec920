import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it } from 'vitest'
import { Dialog } from '@/ui/dialog'

function Page({ keepsOpener }: { keepsOpener: boolean }) {
  const [open, setOpen] = useState(false)
  const [done, setDone] = useState(false)
  return (
    <main>
      <div>
        {done && !keepsOpener ? null : (
          <button type="button" onClick={() => setOpen(true)}>
            opener
          </button>
        )}
        <button type="button">beside</button>
      </div>
      {open ? (
        <Dialog open title="Title" closeWord="close" onClose={() => setOpen(false)}>
          <input aria-label="field" />
          <button
            type="button"
            onClick={() => {
              setDone(true)
              setOpen(false)
            }}
          >
            done
          </button>
        </Dialog>
      ) : null}
    </main>
  )
}

it('takes the focus to its first field, keeps it, and gives it back to the opener', async () => {
  render(<Page keepsOpener />)
  await userEvent.click(screen.getByRole('button', { name: 'opener' }))
  expect(screen.getByLabelText('field')).toHaveFocus()
  const seen = new Set<Element | null>()
  for (let stop = 0; stop < 5; stop += 1) {
    await userEvent.tab()
    seen.add(document.activeElement)
    expect(screen.getByRole('dialog')).toContainElement(document.activeElement as HTMLElement)
  }
  expect(seen.size).toBe(3)
  await userEvent.click(screen.getByRole('button', { name: 'done' }))
  expect(screen.getByRole('button', { name: 'opener' })).toHaveFocus()
})

it('gives the focus to what is beside an opener that is gone', async () => {
  render(<Page keepsOpener={false} />)
  await userEvent.click(screen.getByRole('button', { name: 'opener' }))
  await userEvent.click(screen.getByRole('button', { name: 'done' }))
  await waitFor(() => expect(screen.getByRole('button', { name: 'beside' })).toHaveFocus())
})
