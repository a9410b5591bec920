import { screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { overviewText } from '@/features/overview/text'
import { MetricTiles } from '@/features/overview/tiles'
import { text } from '@/text/text'
import { draw } from '../../../test/drawn'
import { history, metrics } from '../../../test/fixtures'

const SCOPE = { range: { from: 'now-15m', to: 'now' }, deployment: null, region: null }

function tile(label: string) {
  const box = screen.getByText(label).parentElement
  if (box === null) throw new Error(label)
  return within(box)
}

it('shows people and machines separately', async () => {
  await draw(<MetricTiles metrics={metrics()} scope={SCOPE} old={false} />)
  const participants = tile(overviewText.tiles.participants)
  expect(participants.getByText('48')).toBeVisible()
  expect(participants.getByText('40 people · 8 machines')).toBeVisible()
})

it('shows participants in doubt only if there are any', async () => {
  await draw(
    <MetricTiles metrics={metrics({ participants_in_doubt: 2 })} scope={SCOPE} old={false} />,
  )
  expect(tile(overviewText.tiles.participants).getByText(/2 in doubt/)).toBeVisible()
})

it('shows an em dash with the reason for an unknown value, never zero', async () => {
  await draw(
    <MetricTiles
      metrics={metrics({
        avg_connection_quality: null,
        avg_room_duration: null,
        disconnect_rate: null,
      })}
      scope={SCOPE}
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

it('shows a known zero', async () => {
  await draw(<MetricTiles metrics={metrics({ disconnect_rate: 0 })} scope={SCOPE} old={false} />)
  expect(tile(overviewText.tiles.disconnectRate).getByText('0')).toBeVisible()
})

it('shows no values before the first answer', async () => {
  await draw(<MetricTiles metrics={null} scope={SCOPE} old={false} />)
  expect(screen.getAllByText(text.unknown)).toHaveLength(7)
})

it('shows no figure before a source has reported: zero rooms would be a lie', async () => {
  await draw(<MetricTiles metrics={metrics()} reported={false} scope={SCOPE} old={false} />)
  expect(screen.getAllByText(text.unknown)).toHaveLength(7)
  expect(screen.queryByText('12')).toBeNull()
})

it('compares with the equal period before, and leads to what explains the figure', async () => {
  const of = (people: number) =>
    history({ step_seconds: 60, points: [metrics({ people }), metrics({ people })] })
  await draw(
    <MetricTiles
      metrics={metrics()}
      history={of(109)}
      before={of(100)}
      period="15 min"
      scope={SCOPE}
      bad={{ measure: 'disconnect_rate', threshold: 0.1 }}
      old={false}
    />,
  )
  expect(tile(overviewText.tiles.participants).getByText('up 9 %')).toBeVisible()
  const bad = screen.getByText(overviewText.tiles.disconnectRate).closest('a')
  expect(bad).toHaveAttribute('href', '/history?from=now-15m&to=now&departure=unexpected')
  expect(screen.getByText(/threshold 0.1/)).toBeVisible()
})
