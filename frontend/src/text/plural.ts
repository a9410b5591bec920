/** The form of a word that fits a count. */
export function plural(n: number, one: string, many: string): string {
  return n === 1 ? one : many
}
