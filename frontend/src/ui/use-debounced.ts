import { useEffect, useState } from 'react'

/** Typing changes a form with each letter; the server is asked once it rests so long, in milliseconds. */
const REST_MS = 400

/** The value as it was when it last rested; told apart by its words, since a form makes a new one each time. */
export function useSettled<T>(value: T): T {
  const key = JSON.stringify(value)
  const [settled, setSettled] = useState(key)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), REST_MS)
    return () => clearTimeout(timer)
  }, [key])
  return JSON.parse(settled) as T
}
