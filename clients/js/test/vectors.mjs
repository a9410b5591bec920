// The test vectors of the protocol, which every client runs.

import { readdirSync, readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

const PROTOCOL = new URL('../../protocol/', import.meta.url)

/** A JSON file of the protocol. */
export const read = (path) => JSON.parse(readFileSync(new URL(path, PROTOCOL), 'utf8'))

/** Snapshots of stats with the figures that they give. */
export const figure_vectors = () =>
  readdirSync(new URL('vectors/figures/', PROTOCOL))
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ name: file.replace('.json', ''), ...read(`vectors/figures/${file}`) }))

/** Whether a report is one by the schema; why not is in its `errors`. */
export const is_report = formats(new Ajv2020({ allowUnionTypes: true })).compile(
  read('quality-report.schema.json'),
)
