// The test vectors of the protocol, which every client runs.
import { readdirSync, readFileSync } from 'node:fs'

const PROTOCOL = new URL('../../protocol/', import.meta.url)

/** A JSON file of the protocol. */
export const read = (path) => JSON.parse(readFileSync(new URL(path, PROTOCOL), 'utf8'))

/** Snapshots of stats with the figures that they give. */
export const figure_vectors = () =>
  readdirSync(new URL('vectors/figures/', PROTOCOL))
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ name: file.replace('.json', ''), ...read(`vectors/figures/${file}`) }))
