import { render, screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { overviewText } from '@/features/overview/text'
import { MetricTiles } from '@/features/overview/tiles'
import { text } from '@/text/text'
import { metrics } from '../../../test/fixtures'

function tile(label: string) {
  const box = screen.getByText(label).parentElement
  if (box === null) throw new Error(label)
  return within(box)
}

it('shows people and machines separately', () => {
  render(<MetricTiles metrics={metrics()} old={false} />)
  const participants = tile(overviewText.tiles.participants)
  expect(participants.getByText('48')).toBeVisible()
  expect(participants.getByText('40 people · 8 machines')).toBeVisible()
})

it('shows participants in doubt only if there are any', () => {
  render(<MetricTiles metrics={metrics({ participants_in_doubt: 2 })} old={false} />)
  expect(tile(overviewText.tiles.participants).getByText(/2 in doubt/)).toBeVisible()
})

it('shows an em dash with the reason for an unknown value, never zero', () => {
  render(
    <MetricTiles
      metrics={metrics({
        avg_connection_quality: null,
        avg_room_duration: null,
        disconnect_rate: null,
      })}
      old={false}
    />,
  )
  const quality = tile(overviewText.tiles.quality)
  expect(quality.getByText(text.unknown)).toBeVisible()
  expect(quality.getAllByText(text.reason.quality)).not.toHaveLength(0)
  expect(quality.queryByText(/\d/)).toBeNull()
  expect(tile(overviewText.tiles.roomDuration).getAllByText(text.reason.noRooms)).not.toHaveLength(
    0,
  )
  expect(tile(overviewText.tiles.disconnectRate).getByText(text.unknown)).toBeVisible()
})

it('shows a known zero', () => {
  render(<MetricTiles metrics={metrics({ disconnect_rate: 0 })} old={false} />)
  expect(tile(overviewText.tiles.disconnectRate).getByText('0')).toBeVisible()
})

it('shows no values before the first answer', () => {
  render(<MetricTiles metrics={null} old={false} />)
  expect(screen.getAllByText(text.unknown)).toHaveLength(7)
})
