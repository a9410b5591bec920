import { useEffect, useState } from 'react'

/** The delay of a form, in milliseconds. */
const FORM_DELAY_MS = 400

/** The value after it has not changed for `delay` milliseconds; compared as JSON, since a form creates a new object each time. */
export function useDebounced<T>(value: T, delay = FORM_DELAY_MS): T {
  const key = JSON.stringify(value)
  const [debounced, setDebounced] = useState(key)
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(key), delay)
    return () => clearTimeout(timer)
  }, [key, delay])
  return JSON.parse(debounced) as T
}
