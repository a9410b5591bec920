// Checks the direction of imports: text, lib → ui, api → charts, live → features → app → routes.
// No feature imports another; code that several features share is in features/shared, which imports none.
// Run by `npm run lint`.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folders that each folder of src/ may import, besides itself. */
const MAY_IMPORT = {
  text: [],
  lib: [],
  api: ['lib'],
  ui: ['lib', 'text'],
  live: ['api', 'lib'],
  charts: ['lib', 'text', 'ui'],
  features: ['api', 'charts', 'lib', 'live', 'text', 'ui'],
  app: ['api', 'features', 'lib', 'live', 'text', 'ui'],
  routes: ['app', 'api', 'features', 'lib', 'text', 'ui'],
}

/** The folder of features/ that every feature may import. */
const SHARED = 'shared'

/** Written by the router's generator. */
const GENERATED = 'app/route-tree.gen.ts'

const src = fileURLToPath(new URL('../src/', import.meta.url))
const problems = []

for (const path of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
  if (!/\.tsx?$/.test(path) || path === GENERATED) continue
  const [folder] = path.split('/')
  const allowed = MAY_IMPORT[folder]
  if (allowed === undefined) {
    problems.push(`${path}: no such folder in the table of scripts/check-imports.mjs`)
    continue
  }
  const source = readFileSync(join(src, path), 'utf8')
  for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    const target = targetOf(path, specifier)
    if (target === null) continue
    const [to] = target.split('/')
    // Only tests may import fixtures and fakes.
    if (target.startsWith('../test/') && /\.test\.tsx?$/.test(path)) continue
    if (to !== folder && !allowed.includes(to)) {
      problems.push(`${path} imports ${specifier}: ${folder} may not import ${to}`)
    } else if (
      folder === 'features' &&
      to === 'features' &&
      ![feature(path), SHARED].includes(feature(target))
    ) {
      problems.push(`${path} imports ${specifier}: no feature imports another`)
    }
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}

/** The imported file's path inside src/, or `null` for a package. */
function targetOf(path, specifier) {
  if (specifier.startsWith('@/')) return specifier.slice(2)
  if (specifier.startsWith('.')) return relative(src, resolve(src, dirname(path), specifier))
  return null
}

function feature(path) {
  return path.split('/')[1]
}
