// Checks the size of what a browser must load: gzip -9, in kB of 1,000 bytes. Reads the built dist/, so
// run it after `npm run build`.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BARS = { entry: 145, dashboard: 200, lazy: 45, css: 12 }

/** The lazy chunks of the dashboard, by their source. */
const DASHBOARD = ['src/routes/index.tsx', 'src/charts/time-chart.tsx']

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
const sizes = new Map()
const size = (file) => {
  const known = sizes.get(file) ?? gzipSync(readFileSync(dist + file), { level: 9 }).length / 1_000
  sizes.set(file, known)
  return known
}

/** A chunk and all its static imports. */
function closure(key, found = new Set()) {
  if (found.has(key)) return found
  found.add(key)
  for (const each of manifest[key].imports ?? []) closure(each, found)
  return found
}

const sum = (keys) => [...keys].reduce((total, key) => total + size(manifest[key].file), 0)

const keys = Object.keys(manifest)
const entry = closure(keys.find((key) => manifest[key].isEntry))
const parts = keys.filter((key) => manifest[key].isDynamicEntry)
const dashboard = parts.filter((key) => DASHBOARD.some((source) => key.startsWith(source)))
if (dashboard.length !== DASHBOARD.length) {
  throw new Error(`the dashboard's parts are not in the manifest: found ${dashboard.join(', ')}`)
}

const rows = [
  ['entry', sum(entry), BARS.entry],
  [
    'dashboard, all',
    sum(new Set([...entry, ...dashboard.flatMap((key) => [...closure(key)])])),
    BARS.dashboard,
  ],
  ...parts.map((key) => [
    `lazy ${key}`,
    sum([...closure(key)].filter((each) => !entry.has(each))),
    BARS.lazy,
  ]),
  [
    'css',
    [...new Set(keys.flatMap((key) => manifest[key].css ?? []))].reduce(
      (total, file) => total + size(file),
      0,
    ),
    BARS.css,
  ],
]

let over = false
for (const [name, measured, bar] of rows) {
  if (measured > bar) over = true
  console.log(
    `${measured > bar ? 'OVER' : 'ok  '}  ${measured.toFixed(1).padStart(6)} / ${bar} kB  ${name}`,
  )
}
if (over) process.exit(1)
