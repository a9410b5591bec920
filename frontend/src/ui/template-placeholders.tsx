/** What a template may name, behind what is said of it. */
export function Placeholders({
  said,
  names,
  sample,
}: {
  said: string
  names: readonly string[]
  /** A template that shows more than a name does. */
  sample?: string
}) {
  return (
    <>
      {said}
      {names.map((name, at) => (
        <span key={name}>
          {at === 0 ? ' ' : ', '}
          <code className="whitespace-nowrap">{name}</code>
        </span>
      ))}
      {sample === undefined ? null : (
        <code className="block [overflow-wrap:anywhere]">{sample}</code>
      )}
    </>
  )
}
