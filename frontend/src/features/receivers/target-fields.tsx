import type { ReceiverDraft, ReceiverFaults } from '@/features/receivers/receiver-draft'
import { isKept } from '@/features/receivers/receiver-draft'
import { receiversText } from '@/features/receivers/text'
import { Field } from '@/ui/form'

const words = receiversText.form

interface Props {
  draft: ReceiverDraft
  faults: ReceiverFaults
  onChange: (draft: ReceiverDraft) => void
}

type TextField =
  | 'slackUrl'
  | 'routingKey'
  | 'pagerdutyUrl'
  | 'webhookUrl'
  | 'secrets'
  | 'headers'
  | 'urls'
  | 'server'
  | 'username'
  | 'password'
  | 'from'
  | 'to'

/** The address and the secrets of a receiver. */
export function TargetFields({ draft, faults, onChange }: Props) {
  const text = (
    field: TextField,
    label: string,
    { hint, rows = 1, hidden = false }: { hint?: string; rows?: number; hidden?: boolean } = {},
  ) => {
    const kept = isKept(draft[field])
    const look = {
      value: draft[field],
      autoComplete: 'off',
      spellCheck: false,
      onChange: (event: { target: { value: string } }) =>
        onChange({ ...draft, [field]: event.target.value }),
    }
    return (
      <Field
        label={label}
        hint={kept ? words.kept : hint}
        fault={faults[field]}
        className="sm:col-span-2"
      >
        {(tied) =>
          rows > 1 ? (
            <textarea
              {...tied}
              {...look}
              rows={rows}
              className="field h-auto! w-full py-1 font-mono"
            />
          ) : (
            <input
              {...tied}
              {...look}
              // A new secret is hidden while typed; the mask of a stored secret is not.
              type={hidden && !kept ? 'password' : 'text'}
              autoComplete={hidden ? 'new-password' : 'off'}
              className="field w-full"
            />
          )
        }
      </Field>
    )
  }
  switch (draft.type) {
    case 'slack':
      return text('slackUrl', words.slackUrl, { hint: words.slackHint })
    case 'pagerduty':
      return (
        <>
          {text('routingKey', words.routingKey, { hidden: true })}
          {text('pagerdutyUrl', words.pagerdutyUrl)}
        </>
      )
    case 'webhook':
      return (
        <>
          {text('webhookUrl', words.url)}
          {text('secrets', words.secrets, { hint: words.secretsHint, rows: 2 })}
          {text('headers', words.headers, { hint: words.headersHint, rows: 2 })}
        </>
      )
    case 'alertmanager':
      return (
        <>
          {text('urls', words.urls, { hint: words.urlsHint, rows: 2 })}
          {text('username', words.username)}
          {text('password', words.password, { hidden: true })}
        </>
      )
    case 'email':
      return (
        <>
          {text('server', words.server, { hint: words.serverHint })}
          {text('username', words.username)}
          {text('password', words.password, { hidden: true })}
          {text('from', words.from)}
          {text('to', words.to, { hint: words.toHint, rows: 2 })}
        </>
      )
  }
}
