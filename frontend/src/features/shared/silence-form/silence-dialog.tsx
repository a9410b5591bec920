import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { alertsKey } from '@/api/alert-filter'
import { openAlertsQuery } from '@/api/alerts'
import type { SilenceRow } from '@/api/model'
import { changeSilence, createSilence, silencesQuery } from '@/api/silences'
import { useAction } from '@/api/use-action'
import {
  draftOfSilence,
  emptySilence,
  type SilenceDraft,
  silenceFaults,
  specOf,
} from '@/features/shared/silence-form/silence-draft'
import { SilenceFields } from '@/features/shared/silence-form/silence-fields'
import { matches } from '@/features/shared/silence-form/silence-match'
import { silenceFormText } from '@/features/shared/silence-form/text'
import { actorName } from '@/lib/actor'
import { serverNow } from '@/lib/server-clock'
import { text } from '@/text/text'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Status } from '@/ui/status'

const words = silenceFormText

/** Creates a silence with the initial values `draft`, or edits the stored silence `kept`. */
export function SilenceDialog({
  draft: given,
  kept,
  onClose,
}: {
  draft: Partial<SilenceDraft>
  kept: SilenceRow | null
  onClose: () => void
}) {
  const [draft, setDraft] = useState<SilenceDraft>(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const empty = { ...emptySilence(serverNow(), actorName(), zone), ...given }
    return kept === null ? empty : draftOfSilence(kept, empty)
  })
  const [tried, setTried] = useState(false)
  const action = useAction([silencesQuery.queryKey, alertsKey])
  const faults = silenceFaults(draft)
  const send = async () => {
    setTried(true)
    if (Object.keys(faults).length > 0) return
    const spec = specOf(draft)
    const worked = await action.run(() =>
      kept === null ? createSilence(spec) : changeSilence(kept.id, spec, kept.version),
    )
    if (worked) onClose()
  }
  return (
    <Dialog
      open
      wide
      title={kept === null ? words.createTitle : words.editTitle}
      closeWord={text.close}
      onClose={onClose}
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <SilenceFields draft={draft} faults={tried ? faults : {}} onChange={setDraft} />
        <Matching draft={draft} />
        <ActionError error={action.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" look="marked" disabled={action.pending}>
            {kept === null ? words.saveNew : words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** The number of open alerts that the silence matches. */
function Matching({ draft }: { draft: SilenceDraft }) {
  const { data, error } = useQuery(openAlertsQuery(null))
  if (data === undefined || error !== null) {
    return error === null ? null : <Status tone="warn" word={words.previewUnknown} wrap />
  }
  const open = data.alerts.filter(
    (alert) => alert.status !== 'resolved' && matches(alert, draft.matchers),
  )
  return (
    <output className="block text-sm">
      <Status tone={open.length === 0 ? 'unk' : 'info'} word={words.preview(open.length)} wrap />
    </output>
  )
}
