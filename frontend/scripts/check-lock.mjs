// Checks that the lock files name no host, so that npm uses the configured registry, and that the
// versions in package.json are exact. Run by `npm run lint`.
import { readFileSync } from 'node:fs'

const problems = []
for (const folder of ['..', '../tools/openapi', '../../clients/js']) {
  const lock = readFileSync(new URL(`${folder}/package-lock.json`, import.meta.url), 'utf8')
  if (lock.includes('"resolved"')) problems.push(`${folder}/package-lock.json names a registry`)
  const manifest = JSON.parse(
    readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8'),
  )
  for (const [name, version] of Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
  })) {
    if (!/^(npm:.+@)?\d+\.\d+\.\d+$/.test(version))
      problems.push(`${name} ${version} is not an exact version`)
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
