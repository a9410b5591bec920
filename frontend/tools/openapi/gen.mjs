// Writes src/api/schema.d.ts from the OpenAPI document of the service.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTypescript, { astToString } from 'openapi-typescript'

const document = JSON.parse(
  readFileSync(new URL('../../../src/api/openapi/openapi.json', import.meta.url), 'utf8'),
)

// Without a name each operation is written where it is used, which is where one looks for it: names
// are for generated clients.
for (const path of Object.values(document.paths)) {
  for (const operation of Object.values(path)) {
    delete operation.operationId
    // Examples are for readers of the reference, and longer than all types.
    for (const { content } of [operation.requestBody ?? {}, ...Object.values(operation.responses)])
      for (const body of Object.values(content ?? {})) delete body.example
  }
}

const header =
  '// Written by `npm run gen` from the OpenAPI document of the service; do not edit.\n\n'
const types = astToString(await openapiTypescript(document))
writeFileSync(new URL('../../src/api/schema.d.ts', import.meta.url), header + types)
