import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { roomText } from '@/features/room-detail/text'
import { job } from '../../../test/fixtures'
import { JobTable } from './job-table'

it('shows the failed stream of an egress while the others continue', () => {
  const output = {
    kind: 'stream',
    name: 'rtmp://a.example/live/{abc...xyz}',
    location: null,
    status: 'ACTIVE',
    failed: false,
    error: null,
    started_at: null,
    ended_at: null,
    size_bytes: null,
    count: null,
    retries: 0,
  } as const
  const failed = { ...output, status: 'FAILED', failed: true, error: 'could not connect' }
  render(<JobTable jobs={[job({ outputs: [output, failed] })]} />)
  expect(screen.getByText('ACTIVE')).toBeVisible()
  expect(screen.getAllByText(roomText.job.failed)).toHaveLength(1)
  expect(screen.getByText('could not connect')).toBeVisible()
})

it('shows the evidence of an inferred end', () => {
  const evidence = 'its agent `bot` left'
  render(<JobTable jobs={[job({ outcome: 'lost', certainty: 'inferred', evidence })]} />)
  expect(screen.getByText(roomText.job.outcomes.lost ?? '')).toBeVisible()
  expect(screen.getByText(/its agent `bot` left/)).toBeVisible()
})
