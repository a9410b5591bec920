/**
 * Takes the space of the rows of a long table that are off screen. One cell: spanning columns that a
 * narrow window hides would make them appear.
 */
export function SpacerRows({ height }: { height: number }) {
  return height === 0 ? null : (
    <tbody aria-hidden="true">
      <tr>
        <td style={{ height }} />
      </tr>
    </tbody>
  )
}
