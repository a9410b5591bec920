import { expect, it } from 'vitest'
import {
  alertFilterOf,
  alertHistorySearch,
  auditFilterOf,
  auditSearch,
  readActiveSearch,
  readAlertHistorySearch,
  readAuditSearch,
  readSilenceSearch,
} from '@/app/alert-search'

const RANGE = { from: 'now-7d', to: 'now' }

it('reads valid parameters, and drops invalid ones', () => {
  expect(readActiveSearch({ severity: 'critical', q: 'a&b', x: '1' })).toEqual({
    severity: 'critical',
    q: 'a&b',
  })
  expect(readActiveSearch({ severity: 'loud', q: '' })).toEqual({})
  expect(readAlertHistorySearch({ page: '0', rule: 'r' })).toEqual({ rule: 'r' })
  expect(readAlertHistorySearch({ page: '1' })).toEqual({})
  expect(readAuditSearch({ before: '-3', kind: 'rule.changed' })).toEqual({ kind: 'rule.changed' })
  expect(readSilenceSearch({ status: 'all' })).toEqual({})
})

it('converts URL parameters to the filter and back', () => {
  const history = { severity: 'info', rule: 'r', room: 'a b', page: '3' } as const
  expect(alertHistorySearch(alertFilterOf(history, RANGE))).toEqual(history)
  const audit = { kind: 'k', actor: 'ada', before: '120' }
  expect(auditSearch(auditFilterOf(audit, RANGE))).toEqual(audit)
})
