/** Adds each column to those before it. If one value is unknown, all above it are unknown. */
export function stack(columns: ReadonlyArray<ReadonlyArray<number | null>>): (number | null)[][] {
  const below: (number | null)[] = []
  return columns.map((column) =>
    column.map((value, at) => {
      const under = below[at] === undefined ? 0 : (below[at] as number | null)
      const sum = value === null || under === null ? null : under + value
      below[at] = sum
      return sum
    }),
  )
}
