// The remedy of a diagnosis: sentences, and settings to copy. Pure.

export interface Part {
  text: string
  code: boolean
}

/** Fenced blocks are settings; without fences, lines that look like YAML or a shell are. */
export function remedyParts(remedy: string): Part[] {
  const parts: Part[] = []
  const add = (text: string, code: boolean) => {
    const trimmed = code ? text.replace(/^\n+|\s+$/g, '') : text.trim()
    if (trimmed !== '') parts.push({ text: trimmed, code })
  }
  if (remedy.includes('```')) {
    remedy.split('```').forEach((piece, index) => {
      // The language name follows the fence.
      if (index % 2 === 1) add(piece.replace(/^[a-z]*\n/, ''), true)
      else add(piece, false)
    })
    return parts
  }
  let run: string[] = []
  let code: boolean = false
  for (const line of remedy.split('\n')) {
    const isCode: boolean = SETTING.test(line) || (code && line.trim() !== '' && /^\s/.test(line))
    if (isCode !== code) {
      add(run.join('\n'), code)
      run = []
      code = isCode
    }
    run.push(line)
  }
  add(run.join('\n'), code)
  return parts
}

/** `key:`, `key: value`, `- item`, `KEY=value`, `key = value`, `[section]`, an indented line, `$ command`. */
const SETTING =
  /^(\s{2,}\S|\s*[A-Za-z_][\w.-]*:(\s*$|\s+[^\sA-Z])|\s*-\s+[^\s]+$|\s*[A-Z_]+=\S|\s*[a-z_][\w.]*\s=\s|\s*\[[\w.]+\]\s*$|\$\s)/
