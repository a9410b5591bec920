// The name of the user. Without access control, users enter their name, and the browser stores it.
import { readPreference, writePreference } from '@/lib/preference'

const PREFERENCE = 'actor'

/** The maximum length of a name in the API. */
export const ACTOR_LENGTH = 200

export function actorName(): string {
  return readPreference(PREFERENCE) ?? ''
}

export function setActorName(name: string): void {
  writePreference(PREFERENCE, name.trim().slice(0, ACTOR_LENGTH))
}

/** The name for the API; `undefined` if none was entered. */
export function actor(): string | undefined {
  const name = actorName()
  return name === '' ? undefined : name
}
