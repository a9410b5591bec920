// A room's name as a part of a path. Browsers drop the parts `.` and `..` of a path, even when they are
// percent-encoded, so such a name gets a `~`; and so does one that would be taken for it.

const DOTS = /^~*\.{1,2}$/

export function pathName(name: string): string {
  return DOTS.test(name) ? `~${name}` : name
}

export function nameInPath(part: string): string {
  return part.startsWith('~') && DOTS.test(part) ? part.slice(1) : part
}

/** Whether no path can hold this name as it is. */
export function isDots(name: string): boolean {
  return name === '.' || name === '..'
}
