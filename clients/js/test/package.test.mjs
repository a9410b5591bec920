// What is published: each way to load it, and which files.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'

const NAME = '@livekit-console/quality-reporter'

test('it is loaded as an ES module, as CommonJS and as a script of a page', async () => {
  const require = createRequire(import.meta.url)
  const page = {}
  runInNewContext(readFileSync(new URL('../dist/reporter.iife.js', import.meta.url), 'utf8'), page)
  for (const loaded of [await import(NAME), require(NAME), page.LiveKitQuality])
    assert.deepEqual(Object.keys(loaded), ['reportQuality'])
  for (const loaded of [await import(`${NAME}/react`), require(`${NAME}/react`)])
    assert.deepEqual(Object.keys(loaded), ['useQualityReporter'])
})

test('only what an application loads is published', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
  )
  const modules = ['react', 'reporter'].flatMap((name) =>
    ['cjs', 'd.cts', 'd.ts', 'js'].map((ending) => `dist/${name}.${ending}`),
  )
  assert.deepEqual(
    files.map(({ path }) => path).toSorted(),
    [
      'LICENSE',
      'README.md',
      'dist/delivery.js',
      'dist/reporter.iife.js',
      'dist/stats.js',
      'dist/tracks.js',
      'package.json',
      ...modules,
    ].toSorted(),
  )
})

test('nothing of livekit-client and React is bundled, and nothing else is needed', () => {
  for (const [file, needed] of [
    ['reporter.js', []],
    ['reporter.cjs', []],
    ['reporter.iife.js', []],
    ['react.cjs', ['@livekit/components-react', 'react']],
  ]) {
    const text = readFileSync(new URL(`../dist/${file}`, import.meta.url), 'utf8')
    const names = [...text.matchAll(/(?:require\(|from )["']([^."'][^"']*)["']/g)].map(
      (match) => match[1],
    )
    assert.deepEqual(names.toSorted(), needed, file)
  }
})
