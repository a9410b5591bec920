import { expect, it } from 'vitest'
import { parseSearch, stringifySearch } from '@/lib/url-search'
import { ODD_NAMES } from '../../test/fixtures'

it.each(ODD_NAMES)('encodes and decodes %s', (value) => {
  expect(parseSearch(stringifySearch({ q: value }))).toEqual({ q: value })
})

it('writes plain strings, not JSON', () => {
  expect(stringifySearch({ from: '1795377907543', to: 'now' })).toBe('?from=1795377907543&to=now')
})

it('omits unset values', () => {
  expect(stringifySearch({ q: '', tz: undefined, sid: null })).toBe('')
})

it('takes the first value of a repeated name, and no name from the prototype', () => {
  expect(parseSearch('?a=1&a=2&constructor=x')).toEqual({ a: '1', constructor: 'x' })
})

it('handles invalid percent signs', () => {
  expect(parseSearch('?q=%E0%A4%A')).toHaveProperty('q')
})
