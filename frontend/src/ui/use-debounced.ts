import { useEffect, useState } from 'react'

/** The value is updated after it has not changed for this time, in milliseconds. */
const DELAY_MS = 400

/** The value after it has stopped changing; compared as JSON, since a form creates a new object each time. */
export function useDebounced<T>(value: T): T {
  const key = JSON.stringify(value)
  const [debounced, setDebounced] = useState(key)
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(key), DELAY_MS)
    return () => clearTimeout(timer)
  }, [key])
  return JSON.parse(debounced) as T
}
