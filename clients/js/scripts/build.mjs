// Builds dist/: ES modules and types by tsc, and from them CommonJS and a script for pages without a bundler.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const ENTRIES = ['reporter', 'react']

rmSync('dist', { recursive: true, force: true })
const { status } = spawnSync('tsc', { stdio: 'inherit' })
if (status !== 0) process.exit(1)

const shared = { bundle: true, target: 'es2022', packages: 'external', logLevel: 'warning' }
await build({
  ...shared,
  entryPoints: ENTRIES.map((entry) => `dist/${entry}.js`),
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
})
await build({
  ...shared,
  entryPoints: ['dist/reporter.js'],
  outfile: 'dist/reporter.iife.js',
  format: 'iife',
  globalName: 'LiveKitQuality',
  minify: true,
})
// Types of a CommonJS module may only import those of CommonJS modules.
for (const entry of ENTRIES) {
  const types = readFileSync(`dist/${entry}.d.ts`, 'utf8')
  writeFileSync(`dist/${entry}.d.cts`, types.replaceAll(/'(\.\/\w+)\.js'/g, "'$1.cjs'"))
}
