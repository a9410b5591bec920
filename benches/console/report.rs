//! The table of figures: printed while they are measured, and written to a file at the end.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;

use crate::bench::{Bench, now};
use crate::explanations::explanation;
use crate::machine;

/// The goal of a figure.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// No goal: the figure explains others.
    None,
}

/// One line of the table.
struct Figure {
    section: &'static str,
    what: String,
    value: f64,
    unit: &'static str,
    goal: Goal,
}

impl Figure {
    fn is_met(&self) -> Option<bool> {
        match self.goal {
            Goal::AtLeast(least) => Some(self.value >= least),
            Goal::AtMost(most) => Some(self.value <= most),
            Goal::None => None,
        }
    }

    /// As a row of a Markdown table.
    fn row(&self) -> String {
        let goal = match self.goal {
            Goal::AtLeast(least) => format!("≥ {}", shown(least, self.unit)),
            Goal::AtMost(most) => format!("≤ {}", shown(most, self.unit)),
            Goal::None => String::new(),
        };
        let met = match self.is_met() {
            Some(true) => "met",
            Some(false) => "**missed**",
            None => "",
        };
        let value = shown(self.value, self.unit);
        format!("| {} | {} | {value} | {goal} | {met} |", self.section, self.what)
    }
}

/// A value with its significant digits.
fn shown(value: f64, unit: &str) -> String {
    let digits = match value.abs() {
        0.0 => 0,
        size if size < 10.0 => 2,
        size if size < 100.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    format!("{text} {unit}").trim_end().to_owned()
}

/// Everything that was measured.
#[derive(Default)]
pub(crate) struct Report {
    section: &'static str,
    figures: Vec<Figure>,
    left_out: Vec<String>,
}

impl Report {
    /// Begins a section.
    pub(crate) fn begin(&mut self, section: &'static str) {
        self.section = section;
    }

    /// Adds a figure.
    pub(crate) fn figure(
        &mut self,
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
        goal: Goal,
    ) {
        let figure = Figure { section: self.section, what: what.into(), value, unit, goal };
        say(&figure.row());
        self.figures.push(figure);
    }

    /// Records what could not be measured, and why.
    pub(crate) fn left_out(&mut self, why: &str) {
        let line = format!("{}: {why}", self.section);
        say(&line);
        self.left_out.push(line);
    }

    /// Writes `docs/BENCHMARKS.md`.
    pub(crate) async fn write(&self, bench: &Bench) -> anyhow::Result<()> {
        let database = match &bench.timescale {
            Some(server) => server.describe().await?,
            None => "SQLite only (`TEST_DATABASE_URL` was not set)".to_owned(),
        };
        let mut page = format!(
            "# Benchmarks\n\n\
            Written by `make bench` (`benches/console/`), which documents how each figure is measured. \
            Both sides of a ratio are measured in the same run, alternately, and the medians of the \
            rounds are reported; times on a busy machine vary by tens of percent from run to run, processor time \
            by a few.\n\n\
            - Machine: {}; load average at the end {} (the benchmark itself included)\n\
            - Database: {database}\n\
            - Date: {}\n\
            - Command: `make bench`\n\n\
            | section | figure | measured | goal | |\n| --- | --- | --- | --- | --- |\n",
            machine::describe(),
            machine::load(),
            now().to_utc().format("%Y-%m-%d"),
        );
        for figure in &self.figures {
            writeln!(page, "{}", figure.row())?;
        }
        if !self.left_out.is_empty() {
            page.push_str("\n## Not measured\n\n");
            for line in &self.left_out {
                writeln!(page, "- {line}")?;
            }
        }
        page.push_str("\n## What the figures say\n\n");
        for section in crate::SECTIONS {
            let missed: Vec<_> = self
                .figures
                .iter()
                .filter(|figure| figure.section == section && figure.is_met() == Some(false))
                .map(|figure| figure.what.as_str())
                .collect();
            let outcome = if missed.is_empty() {
                "every goal met".to_owned()
            } else {
                format!("missed: {}", missed.join("; "))
            };
            writeln!(page, "- **{section}** ({outcome}). {}", explanation(section))?;
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/BENCHMARKS.md");
        std::fs::write(&path, page).with_context(|| format!("writing {}", path.display()))
    }
}

/// Prints a line.
#[expect(clippy::print_stdout, reason = "a benchmark is run for what it prints")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
