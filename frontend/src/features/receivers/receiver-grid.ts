/** The columns of the list of receivers and its header. */
export const RECEIVER_GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 px-3 lg:grid-cols-[minmax(0,1fr)_14rem_8rem_9rem_15rem]'
