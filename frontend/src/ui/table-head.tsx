/** The header of a table; its widths also apply to the cells. */
export function TableHead({
  columns,
}: {
  columns: ReadonlyArray<{ title: string; look: string }>
}) {
  return (
    <thead className="sticky top-0 z-10 bg-surface shadow-[0_1px_0_var(--line)]">
      <tr>
        {columns.map((column) => (
          <th
            key={column.title}
            scope="col"
            className={`cell ${column.look} font-normal text-muted text-xs`}
          >
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
  )
}
