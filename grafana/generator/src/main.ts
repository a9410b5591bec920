// Writes the dashboards, or with --check says whether the files are what it would write.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alerts } from './alerts.js'
import { build } from './frame.js'
import { health } from './health.js'
import { nodes } from './nodes.js'
import { overview } from './overview.js'
import { quality } from './quality.js'
import { rooms } from './rooms.js'

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../dashboards')

/** Defaults of the SDK that Grafana does not write, or that hide a link in a menu. */
const isLeftOut = (key: string, value: unknown): boolean =>
  value === undefined ||
  (key === 'placement' && value === 'inControlsMenu') ||
  (key === 'transparent' && value === false) ||
  (key === 'repeatDirection' && value === 'h') ||
  ['auto', 'auto_count', 'auto_min'].includes(key)

/** Keys in the order of the alphabet at every level, so that little changes between versions. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !isLeftOut(key, inner))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, tidy(inner)]),
  )
}

const files = new Map(
  [overview, nodes, rooms, quality, alerts, health].map((frame) => [
    `${frame.name}.json`,
    `${JSON.stringify(tidy({ id: null, ...build(frame) }), null, 2)}\n`,
  ]),
)

if (process.argv.includes('--check')) {
  const there = readdirSync(FOLDER)
  const wrong = [...new Set([...there, ...files.keys()])].filter(
    (name) => !there.includes(name) || readFileSync(join(FOLDER, name), 'utf8') !== files.get(name),
  )
  if (wrong.length > 0) {
    process.stderr.write(
      `grafana/dashboards differs from its generator (make gen): ${wrong.join(', ')}\n`,
    )
    process.exitCode = 1
  }
} else {
  for (const [name, text] of files) writeFileSync(join(FOLDER, name), text)
}
