/** The columns of the list of rules and its header. */
export const RULE_GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 px-3 lg:grid-cols-[minmax(0,1fr)_6.5rem_9rem_6rem_4rem_9.5rem]'
