// Checks the contrast of the colour tokens in both themes: 5.2 : 1 for text, more than WCAG 2.2 asks, and
// 3 : 1 for lines that carry meaning. Checkers in the browser leave many pairs undecided. Run by
// `npm run lint`.
import { readFileSync } from 'node:fs'

const TEXT = 5.2
const GRAPHIC = 3

const GROUNDS = ['bg', 'surface', 'raised']

/** [foreground, grounds, least ratio] */
const PAIRS = [
  ...['fg', 'soft', 'muted', 'accent', 'ok', 'info', 'warn', 'crit', 'unk'].map((name) => [
    name,
    GROUNDS,
    TEXT,
  ]),
  ['accent-fg', ['accent'], TEXT],
  ['fg', ['accent-ground', 'bar'], TEXT],
  ['warn', ['warn-ground'], TEXT],
  ['crit', ['crit-ground'], TEXT],
  ['fg', ['warn-ground', 'crit-ground'], TEXT],
  ...['s1', 's2', 's3', 's4', 's5', 'crit-mark', 'warn-mark'].map((name) => [
    name,
    ['surface'],
    GRAPHIC,
  ]),
  ['line-strong', ['bg', 'surface'], GRAPHIC],
]

const css = readFileSync(new URL('../src/ui/tokens.css', import.meta.url), 'utf8')
const light = tokens(/:root\s*\{([^}]*)\}/)
const dark = tokens(/:root\[data-theme="dark"\]\s*\{([^}]*)\}/)
const system = tokens(/:root:not\(\[data-theme="light"\]\)\s*\{([^}]*)\}/)

const problems = []
for (const name of new Set([...dark.keys(), ...system.keys(), ...light.keys()])) {
  if (dark.get(name)?.text !== system.get(name)?.text) {
    problems.push(`--${name} differs between the chosen and the system's dark theme`)
  }
  if (!light.has(name) || !dark.has(name)) problems.push(`--${name} is missing in a theme`)
}
for (const [theme, colors] of [
  ['light', light],
  ['dark', dark],
]) {
  for (const [front, grounds, least] of PAIRS) {
    for (const ground of grounds) {
      const ratio = contrast(luminance(colors, front), luminance(colors, ground))
      if (ratio < least) {
        problems.push(`${theme}: --${front} on --${ground} is ${ratio.toFixed(2)}, needs ${least}`)
      }
    }
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}

function tokens(block) {
  const found = new Map()
  const body = block.exec(css)?.[1]
  if (body === undefined) throw new Error(`tokens.css has no block ${block}`)
  for (const [, name, l, c, h] of body.matchAll(
    /--([\w-]+):\s*oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g,
  )) {
    found.set(name, { l: Number(l), c: Number(c), h: Number(h), text: `${l} ${c} ${h}` })
  }
  return found
}

/** Relative luminance of an oklch colour, clipped to sRGB as a screen does. */
function luminance(colors, name) {
  const color = colors.get(name)
  if (color === undefined) throw new Error(`tokens.css has no --${name}`)
  const angle = (color.h * Math.PI) / 180
  const a = color.c * Math.cos(angle)
  const b = color.c * Math.sin(angle)
  const l = (color.l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (color.l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (color.l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (value) => Math.min(1, Math.max(0, value))
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one, other) {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}
