import { History } from 'lucide-react'
import { appText } from '@/app/text'
import { formatInstant, type Zone } from '@/lib/format'
import { fromField, MOMENT_STEPS, momentWords, stepped, toField } from '@/lib/moment'
import { serverNow } from '@/lib/server-clock'
import { text } from '@/text/text'
import { Button, Choice } from '@/ui/button'

const words = appText.moment

/** Chooses between now and a time in the past. */
export function MomentChoice({
  moment,
  onPast,
  onNow,
}: {
  moment: string | null
  onPast: () => void
  onNow: () => void
}) {
  return (
    <Choice
      label={words.label}
      value={moment === null ? 'now' : 'at'}
      options={[
        { value: 'now', word: words.now },
        { value: 'at', word: words.at },
      ]}
      onChange={(value) => {
        if (value === 'now') onNow()
        else if (moment === null) onPast()
      }}
    />
  )
}

/** Shows that the page shows a past time, with steps to other times and back to now. */
export function MomentBar({
  moment,
  zone,
  onMoment,
}: {
  moment: string
  zone: Zone
  onMoment: (moment: string | null) => void
}) {
  const now = serverNow()
  return (
    <section
      aria-label={words.label}
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-accent border-y-2 bg-raised px-3 py-1.5 text-sm"
    >
      <History aria-hidden="true" size={16} className="shrink-0 text-accent" />
      <p role="status" title={words.local(formatInstant(Date.parse(moment), 'local', now))}>
        <strong className="font-semibold">{words.banner(momentWords(moment))}</strong>{' '}
        <span className="text-muted max-sm:sr-only">{words.paused}</span>
      </p>
      <div className="flex flex-wrap items-center gap-1.5 sm:ms-auto">
        <fieldset className="contents">
          <legend className="sr-only">{words.steps}</legend>
          {MOMENT_STEPS.map((seconds) => {
            const next = stepped(moment, seconds, now)
            return (
              <Button
                key={seconds}
                title={words.stepHint(seconds)}
                aria-label={words.stepHint(seconds)}
                disabled={next === null}
                className="px-1.5!"
                onClick={() => onMoment(next)}
              >
                {words.step(seconds)}
              </Button>
            )
          })}
        </fieldset>
        <input
          type="datetime-local"
          step={1}
          aria-label={words.field(zone === 'utc' ? text.zone.utc : text.zone.local)}
          // Uncontrolled, because a re-render must not change the field while the user types.
          key={`${moment} ${zone}`}
          defaultValue={toField(moment, zone)}
          max={toField(new Date(now).toISOString(), zone)}
          onBlur={(event) => {
            const next = fromField(event.target.value, zone, serverNow())
            if (next === null) event.target.value = toField(moment, zone)
            else if (next !== moment) onMoment(next)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
          }}
          className="field"
        />
        <Button look="marked" onClick={() => onMoment(null)}>
          {words.back}
        </Button>
      </div>
    </section>
  )
}
