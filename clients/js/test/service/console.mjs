// A console of its own: the built service on a free port, with a store that is thrown away.
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BINARY =
  process.env.CONSOLE_BINARY ??
  fileURLToPath(new URL('../../../../target/debug/livekit-console', import.meta.url))
/** How long it may take to start and to stop, milliseconds. */
const START_MS = 30_000
const STOP_MS = 20_000

/** Those of the LiveKit that is tested with, if there is one. */
export const KEY = process.env.LIVEKIT_API_KEY ?? 'APIvectors'
export const SECRET =
  process.env.LIVEKIT_API_SECRET ?? 'the secret of the vectors, of at least 32 characters'

/** Starts a console whose reports may come from pages of `origin`. */
export async function startConsole(origin, options = {}) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: run \`cargo build\` first`)
  const folder = mkdtempSync(join(tmpdir(), 'livekit-console-reporter-'))
  const port = await freePort()
  const child = spawn(BINARY, ['--port', String(port)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite:${folder}/console.db`,
      JOURNAL_DIR: `${folder}/journal`,
      LIVEKIT_URL: 'http://127.0.0.1:1',
      LIVEKIT_API_KEY: KEY,
      LIVEKIT_API_SECRET: SECRET,
      LIVEKIT_POLL_INTERVAL: 'off',
      QUALITY_CORS_ORIGINS: origin,
      ...options,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  const append = (text) => {
    log += text
  }
  child.stdout.on('data', append)
  child.stderr.on('data', append)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGTERM')
    const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await ended
    clearTimeout(killing)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const ready = eventually(async () => (await fetch(`${url}/readyz`)).ok, START_MS)
    await Promise.race([ready, ended.then(() => Promise.reject(new Error('it ended')))])
  } catch (error) {
    await stop()
    throw new Error(`the console did not become ready:\n${log}`, { cause: error })
  }
  return { url, quality: `${url}/api/livekit/quality`, stop }
}

/** A participant's token, as an application's backend signs it. */
export function token(identity, room, change = {}) {
  const { claims = {}, secret = SECRET, expires_in_seconds = 3600, valid_in_seconds = -10 } = change
  const now = Math.floor(Date.now() / 1000)
  const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url')
  const all = {
    iss: KEY,
    sub: identity,
    nbf: now + valid_in_seconds,
    exp: now + expires_in_seconds,
    video: { room, roomJoin: true },
    ...claims,
  }
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(all)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** Waits until `what` returns something true, which it returns; errors count as not yet. */
export async function eventually(what, limit_ms = 30_000) {
  const deadline = Date.now() + limit_ms
  for (;;) {
    let problem
    try {
      const result = await what()
      if (result) return result
    } catch (error) {
      problem = error
    }
    if (Date.now() > deadline) throw new Error('it did not happen in time', { cause: problem })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
