// The fields of a rule or a receiver that users edit, without those that the service adds. Pure.
import type { Receiver, Rule } from '@/api/model'

/** A rule without its origin and its state. */
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

/** A receiver without its origin and its state. */
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
