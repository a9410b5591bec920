// Writes .br and .gz next to each asset of dist/ that compresses, so that the service need not compress.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt'])

/** Smaller files are not compressed: they fit in one packet. In bytes. */
const WORTH_IT = 256

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!COMPRESSIBLE.has(extname(path))) continue
  const file = join(dist, path)
  const bytes = readFileSync(file)
  if (bytes.length < WORTH_IT) continue
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  )
}
