import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { ParticipantTable } from '@/features/room-detail/participant-table'
import { text } from '@/text/text'
import { draw } from '../../../test/drawn'
import { participant, track } from '../../../test/fixtures'

const rowOf = (words: string) => {
  const row = screen.getByText(words).closest('tr')
  if (row === null) throw new Error(words)
  return within(row)
}

it('marks machines', async () => {
  await draw(
    <ParticipantTable
      participants={[
        participant(),
        participant({ sid: 'PA_2', identity: 'bot', kind: 'AGENT', is_machine: true }),
      ]}
    />,
  )
  expect(rowOf('bot').getByText(text.participant.machine)).toBeVisible()
  expect(rowOf('ada').queryByText(text.participant.machine)).toBeNull()
})

it('marks participants forwarded from another room', async () => {
  await draw(
    <ParticipantTable
      participants={[
        participant(),
        participant({
          sid: 'PA_2',
          identity: 'guest',
          kind_details: ['FORWARDED'],
          is_forwarded: true,
        }),
      ]}
    />,
  )
  expect(rowOf('guest').getByText(text.participant.forwarded)).toBeVisible()
  expect(rowOf('ada').queryByText(text.participant.forwarded)).toBeNull()
})

it('shows the reason of a departure, and an inferred end with evidence and interval', async () => {
  await draw(
    <ParticipantTable
      participants={[
        participant({
          state: 'DISCONNECTED',
          left_at: '2026-11-23T12:10:00Z',
          departure: 'unexpected',
          disconnect_reason: 'CONNECTION_TIMEOUT',
        }),
        participant({
          sid: 'PA_2',
          identity: 'ghost',
          state: 'DISCONNECTED',
          left_at: '2026-11-23T12:20:00Z',
          departure: 'reconciled',
          certainty: 'inferred',
          evidence: 'the identity came back as `PA_9`',
          left_at_range: { earliest: '2026-11-23T12:15:00Z', latest: '2026-11-23T12:20:00Z' },
        }),
      ]}
    />,
  )
  expect(rowOf('ada').getByText('Unexpected')).toBeVisible()
  expect(rowOf('ada').getByText('timed out')).toBeVisible()
  const inferred = rowOf('ghost')
  expect(inferred.getByText('Inferred')).toBeVisible()
  expect(inferred.getByText(/the identity came back as/)).toHaveTextContent(
    'the identity came back as PA_9',
  )
  const times = inferred.getAllByText(/\d\d:\d\d:\d\d/, { selector: 'time' })
  expect(times.map((time) => time.getAttribute('datetime'))).toEqual([
    '2026-11-23T12:00:00Z',
    '2026-11-23T12:15:00Z',
    '2026-11-23T12:20:00Z',
  ])
})

it('shows participants in doubt as in doubt', async () => {
  await draw(
    <ParticipantTable
      participants={[participant({ certainty: 'in_doubt', evidence: 'started on another node' })]}
    />,
  )
  expect(screen.getByText('In doubt').parentElement).toHaveClass('text-warn')
  expect(screen.getByText('started on another node')).toBeVisible()
})

it('shows names as text, with hidden characters made visible', async () => {
  const { container } = await draw(
    <ParticipantTable
      participants={[participant({ identity: '<img src=x onerror=alert(1)>', name: '\u202Egnp' })]}
    />,
  )
  expect(container.querySelector('img')).toBeNull()
  expect(screen.getByText('\\u{202e}gnp').tagName).toBe('BDI')
})

it('shows an unknown kind and an unknown departure unchanged', async () => {
  await draw(
    <ParticipantTable
      participants={[participant({ kind: 'HOLOGRAM', departure: 'teleported' })]}
    />,
  )
  expect(screen.getByText('HOLOGRAM')).toBeVisible()
  expect(screen.getByText('teleported')).toBeVisible()
})

it('sorts by a column and back', async () => {
  await draw(
    <ParticipantTable
      participants={['carl', 'ada', 'bob'].map((identity) =>
        participant({ identity, sid: `PA_${identity}` }),
      )}
    />,
  )
  const names = () => screen.getAllByText(/^(ada|bob|carl)$/).map((name) => name.textContent)
  const header = screen.getByRole('button', { name: 'Sort by Participant' })
  expect(names()).toEqual(['carl', 'ada', 'bob'])
  await userEvent.click(header)
  expect(names()).toEqual(['ada', 'bob', 'carl'])
  expect(header.closest('th')).toHaveAttribute('aria-sort', 'ascending')
  await userEvent.click(header)
  expect(names()).toEqual(['carl', 'bob', 'ada'])
  expect(header.closest('th')).toHaveAttribute('aria-sort', 'descending')
  await userEvent.click(header)
  expect(names()).toEqual(['carl', 'ada', 'bob'])
})

it('shows as of when a track is muted, and unknown mute states', async () => {
  await draw(
    <ParticipantTable
      participants={[
        participant({
          tracks: [
            track({ sid: 'TR_1', muted: true, muted_at: '2026-11-23T12:00:40Z' }),
            track({ sid: 'TR_2', source: 'MICROPHONE', muted: null, muted_at: null }),
            track({ sid: 'TR_3', source: 'SCREEN_SHARE', certainty: 'in_doubt', muted: null }),
          ],
        }),
      ]}
    />,
  )
  const [muted, unknown, doubtful] = screen.getAllByRole('listitem')
  expect(muted).toHaveTextContent('muted as of')
  expect(within(muted as HTMLElement).getByText(/:00:40/)).toHaveAttribute(
    'datetime',
    '2026-11-23T12:00:40Z',
  )
  expect(unknown).toHaveTextContent(text.track.muteUnknown)
  expect(doubtful).toHaveTextContent(text.track.inDoubt)
})
