// What somebody writes down of a rule or a receiver, without what the service tells beside it. Pure.
import type { Receiver, Rule } from '@/api/model'

/** What a rule is, without where it comes from and how it stands. */
export function ruleOf(row: Rule): Rule {
  return {
    name: row.name,
    description: row.description,
    enabled: row.enabled,
    measure: row.measure,
    comparison: row.comparison,
    threshold: row.threshold,
    window_seconds: row.window_seconds,
    minimum_count: row.minimum_count,
    for_seconds: row.for_seconds,
    keep_firing_for_seconds: row.keep_firing_for_seconds,
    severity: row.severity,
    scope: row.scope,
    message: row.message,
    runbook_url: row.runbook_url,
  }
}

/** What a receiver is, without where it comes from and how it fares. */
export function receiverOf(row: Receiver): Receiver {
  return {
    name: row.name,
    enabled: row.enabled,
    target: row.target,
    route: row.route,
    group_by: row.group_by,
    group_wait_seconds: row.group_wait_seconds,
    group_interval_seconds: row.group_interval_seconds,
    repeat_interval_seconds: row.repeat_interval_seconds,
    send_resolved: row.send_resolved,
    title: row.title,
    text: row.text,
  }
}
