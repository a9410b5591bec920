// Participants choose names, identities and metadata. They are shown only as text,
// and isolated, so that a right-to-left mark cannot reorder the text around them.

export function Foreign({ value, className }: { value: string; className?: string }) {
  return (
    <bdi className={`foreign ${className ?? ''}`} title={value}>
      {visible(value)}
    </bdi>
  )
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Shows control and format characters as code points, so that a name cannot imitate another. */
export function visible(value: string): string {
  // A joiner between two emoji combines them; elsewhere it is a hidden character.
  return value.replace(HIDDEN, (character, offset: number) => {
    if (
      character === '\u200d' &&
      /\p{Extended_Pictographic}\ufe0f?$/u.test(value.slice(0, offset))
    ) {
      return character
    }
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
