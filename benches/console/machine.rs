//! The machine of the measurement.

use std::fs;

/// Ticks of processor time per second, as Linux reports them to programs (`USER_HZ`).
pub(crate) const TICKS_PER_SECOND: f64 = 100.0;

/// One line about processor, memory and kernel.
pub(crate) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = first_after("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned());
    let memory = first_after("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
        .unwrap_or(0);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    // The version without the suffix of the vendor.
    let kernel = kernel.split('-').next().unwrap_or_default();
    format!("{cores} cores ({model}), {} MB of memory, Linux {}", memory / 1024, kernel.trim())
}

/// The load average of the last minute; empty if unknown.
pub(crate) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// File descriptors that this process, and so each of its children, may have open.
pub(crate) fn file_descriptors() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(1024)
}

/// The text after the colon of the first line that begins with `key`.
pub(crate) fn first_after(path: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
