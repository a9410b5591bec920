/** An explanation of a template, followed by its placeholders. */
export function TemplatePlaceholders({
  intro,
  names,
  sample,
}: {
  intro: string
  names: readonly string[]
  /** An example template. */
  sample?: string
}) {
  return (
    <>
      {intro}
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
