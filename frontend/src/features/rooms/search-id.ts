/** The search field of the rooms page; a file of its own, so that the header need not load the page. */
export const SEARCH_ID = 'room-search'
