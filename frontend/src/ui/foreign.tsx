// Names, identities and metadata are written by whoever joins a room. They are only ever shown as text,
// and isolated, so that a right-to-left mark inside cannot reorder what stands around it.

export function Foreign({ value, className }: { value: string; className?: string }) {
  return (
    <bdi className={`foreign ${className ?? ''}`} title={value}>
      {visible(value)}
    </bdi>
  )
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Control and format characters as their code points: a name cannot pass for another by hiding some. */
export function visible(value: string): string {
  // A joiner between two emoji makes one picture of them; elsewhere it is as hidden as the rest.
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
