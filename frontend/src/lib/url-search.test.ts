import { expect, it } from 'vitest'
import { parseSearch, stringifySearch } from '@/lib/url-search'
import { ODD_NAMES } from '../../test/fixtures'

it.each(ODD_NAMES)('carries %s there and back', (value) => {
  expect(parseSearch(stringifySearch({ q: value }))).toEqual({ q: value })
})

it('writes plain words, not JSON', () => {
  expect(stringifySearch({ from: '1795377907543', to: 'now' })).toBe('?from=1795377907543&to=now')
})

it('leaves out what is not set', () => {
  expect(stringifySearch({ q: '', tz: undefined, sid: null })).toBe('')
})

it('takes the first of a repeated name, and no name from the prototype', () => {
  expect(parseSearch('?a=1&a=2&constructor=x')).toEqual({ a: '1', constructor: 'x' })
})

it('survives broken percent signs', () => {
  expect(parseSearch('?q=%E0%A4%A')).toHaveProperty('q')
})
