import { visible } from '@/ui/foreign'

/** A sentence of the service, with names and settings in backticks. Shown only as text. */
export function Words({ text }: { text: string }) {
  const parts = text.split('`')
  // An odd number of backticks is not markup.
  if (parts.length % 2 === 0) return <bdi className="foreign">{visible(text)}</bdi>
  let at = 0
  return (
    <bdi className="foreign">
      {parts.map((part, index) => {
        const key = at
        at += part.length + 1
        return index % 2 === 0 ? (
          visible(part)
        ) : (
          <code key={key} className="foreign font-mono text-[0.92em]">
            {visible(part)}
          </code>
        )
      })}
    </bdi>
  )
}
