import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { HealthList } from '@/features/overview/source-strip'
import { health } from '../../../test/fixtures'

it('names each source, what it refused, and the store', () => {
  render(<HealthList health={health()} />)
  expect(screen.getByText('Webhooks')).toBeVisible()
  expect(screen.getByText(/120 received · 2 refused/)).toBeVisible()
  expect(screen.getByText(/2 KiB · 0 pending/)).toBeVisible()
  expect(screen.getByText('sqlite')).toBeVisible()
})

it('shows words that it does not know as they are, and never as fine', () => {
  const base = health()
  render(
    <HealthList
      health={{ ...base, store: { ...base.store, status: 'melting', error: 'disk on fire' } }}
    />,
  )
  expect(screen.getByText('melting').parentElement).toHaveClass('text-unk')
  expect(screen.getByText(/disk on fire/)).toBeVisible()
})
