// Who acts. There is no access control yet, so whoever acts says their name, and this browser remembers it.
import { readPreference, writePreference } from '@/lib/preference'

const PREFERENCE = 'actor'

/** The API takes no longer names. */
export const ACTOR_LENGTH = 200

export function actorName(): string {
  return readPreference(PREFERENCE) ?? ''
}

export function setActorName(name: string): void {
  writePreference(PREFERENCE, name.trim().slice(0, ACTOR_LENGTH))
}

/** The name as the API takes it; absent if none was given. */
export function actor(): string | undefined {
  const name = actorName()
  return name === '' ? undefined : name
}
