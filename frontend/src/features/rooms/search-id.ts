/** The id of the search field of the rooms page; apart, so that the shell does not load the page. */
export const SEARCH_ID = 'room-search'
