import { visible } from '@/ui/foreign'

/** A sentence of the service, in which names and settings stand in backticks. Only ever text. */
export function Words({ text }: { text: string }) {
  const parts = text.split('`')
  // An odd one is no pair: then they are not meant as such.
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
