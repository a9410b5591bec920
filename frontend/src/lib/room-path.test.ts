import { expect, it } from 'vitest'
import { nameInPath, pathName } from '@/lib/room-path'

it.each(['.', '..', '~.', '~~..', '...', '~', '~a', 'a.', '', 'a/b', '100%'])(
  'gives back the name %j from its path, which no browser drops',
  (name) => {
    const part = pathName(name)
    expect(nameInPath(part)).toBe(name)
    const { pathname } = new URL(`/rooms/${encodeURIComponent(part)}`, 'http://console')
    expect(pathname).toBe(`/rooms/${encodeURIComponent(part)}`)
  },
)
