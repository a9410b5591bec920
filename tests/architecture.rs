//! Keeps `src/` in the shape that `docs/ARCHITECTURE.md` describes: who may import whom, which
//! outside crate is named where, and how long a file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The longest file that one reads in a sitting.
const MAX_LINES: usize = 400;

/// Each module and the modules of ours that it may name.
const MAY_IMPORT: [(&str, &[&str]); 25] = [
    ("model", &[]),
    ("files", &[]),
    ("watched", &[]),
    ("clock", &["model", "watched"]),
    ("tasks", &[]),
    ("telemetry", &[]),
    ("net", &["model"]),
    ("config", &["model", "store", "alerts", "net"]),
    ("metrics", &["model"]),
    ("livekit", &["model", "config", "clock", "net"]),
    ("state", &["model"]),
    ("doctor", &["model"]),
    ("store", &["watched", "model", "state", "files"]),
    (
        "ingest",
        &[
            "watched", "model", "clock", "config", "files", "livekit", "metrics", "state", "tasks",
            "net",
        ],
    ),
    ("simulator", &["watched", "model", "clock", "livekit", "net"]),
    ("shared", &["model", "clock", "metrics", "state", "store"]),
    ("history", &["model", "livekit", "shared", "state", "store"]),
    ("audit", &["model", "store"]),
    ("backup", &["model", "audit", "files", "ingest", "store"]),
    (
        "alerts",
        &[
            "watched", "audit", "shared", "model", "clock", "metrics", "state", "store", "tasks",
            "net",
        ],
    ),
    (
        "pipeline",
        &["watched", "model", "clock", "metrics", "livekit", "state", "store", "ingest", "tasks"],
    ),
    (
        "api",
        &[
            "watched",
            "model",
            "clock",
            "config",
            "metrics",
            "livekit",
            "state",
            "store",
            "ingest",
            "tasks",
            "doctor",
            "shared",
            "history",
            "audit",
            "alerts",
            "telemetry",
        ],
    ),
    ("app", &["*"]),
    ("lib", &["*"]),
    ("main", &["*"]),
];

/// Outside crates that only these modules may name.
const FENCED: [(&str, &[&str]); 17] = [
    ("actix_web", &["api", "app", "simulator"]),
    ("actix_ws", &["api"]),
    ("sqlx", &["store"]),
    ("refinery", &["store"]),
    ("zstd", &["store"]),
    ("livekit_api", &["livekit"]),
    ("livekit_protocol", &["livekit"]),
    ("rustls", &["net"]),
    ("rustls_native_certs", &["net"]),
    ("webpki", &["net"]),
    // `api` has a file of that name, for the path that Prometheus scrapes.
    ("prometheus", &["metrics", "api"]),
    ("sd_notify", &["app"]),
    ("hyper_util", &["net"]),
    ("ipnet", &["net"]),
    ("clap", &["config", "main"]),
    ("lettre", &["alerts"]),
    ("minijinja", &["alerts"]),
];

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("readable") {
        let path = entry.expect("there").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file: without comments and without what comes after its tests begin.
fn code(text: &str) -> String {
    text.lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn sources() -> BTreeMap<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    assert!(found.len() > 50, "the sources were found");
    found
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("readable");
            (path.strip_prefix(&root).expect("below it").to_owned(), text)
        })
        .collect()
}

fn module(path: &Path) -> String {
    let first = path.components().next().expect("not empty").as_os_str().to_string_lossy();
    first.strip_suffix(".rs").unwrap_or(&first).to_owned()
}

/// Whether `code` names the path `name::`, not as a part of a longer name.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            || (name.starts_with("crate") && !code[..at].ends_with('$'))
    })
}

#[test]
fn every_module_imports_only_what_it_may() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module(&path);
        let Some((_, may)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{module} has no row in the table"));
            continue;
        };
        let code = code(&text);
        for (other, _) in MAY_IMPORT {
            let allowed = *other == *module || may.contains(&other) || may.contains(&"*");
            if !allowed && names(&code, &format!("crate::{other}")) {
                wrong.push(format!("{} imports {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn outside_crates_are_named_only_where_they_belong() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module(&path);
        for (name, modules) in FENCED {
            if !modules.contains(&module.as_str()) && names(&code(&text), name) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The files and folders beside a file that its code names by `prefix`, as in `super::query::Query`
/// or `use super::{query, room};`.
fn beside(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with("super::") {
            continue;
        }
        let path = &code[at + prefix.len()..];
        let group = path.strip_prefix('{').and_then(|group| group.split_once("};"));
        let mut depth = 0_usize;
        // Within a group, only what stands before the first `::` is beside the file.
        let parts = group.map_or(path, |(group, _)| group).split(|c: char| match c {
            '{' => {
                depth += 1;
                false
            }
            '}' => {
                depth = depth.saturating_sub(1);
                false
            }
            ',' => depth == 0,
            _ => false,
        });
        let parts: Vec<_> = parts.take(if group.is_some() { usize::MAX } else { 1 }).collect();
        found.extend(parts.into_iter().map(|part| {
            let name = part.trim_start();
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
            name[..end.unwrap_or(name.len())].to_owned()
        }));
    }
    found
}

#[test]
fn in_the_api_lower_files_do_not_name_higher_ones() {
    let mut floors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources() {
        // The file of the module itself only says what there is.
        let Ok(path) = path.strip_prefix("api") else { continue };
        if path == Path::new("mod.rs") {
            continue;
        }
        let depth = path.components().count();
        let code = code(&text);
        let mut named = beside(&code, "crate::api::");
        if depth == 1 || (depth == 2 && path.ends_with("mod.rs")) {
            named.extend(beside(&code, "super::"));
        }
        floors.entry(module(path)).or_default().extend(named);
    }
    let known: BTreeSet<_> = floors.keys().cloned().collect();
    for (name, named) in &mut floors {
        named.retain(|other| other != name && known.contains(other));
    }
    assert!(floors.values().map(BTreeSet::len).sum::<usize>() > 100, "{floors:#?}");
    // What names nothing that is left is the lowest floor of what is left.
    while !floors.is_empty() {
        let lowest: Vec<_> = floors
            .iter()
            .filter(|(_, named)| named.is_empty())
            .map(|(name, _)| name.clone())
            .collect();
        assert!(!lowest.is_empty(), "these name each other in a circle: {floors:#?}");
        floors.retain(|name, _| !lowest.contains(name));
        for named in floors.values_mut() {
            named.retain(|other| !lowest.contains(other));
        }
    }
}

#[test]
fn no_file_is_too_long_and_each_says_what_it_holds() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
        if !text.starts_with("//!") && path.file_name().is_none_or(|name| name != "tests.rs") {
            wrong.push(format!("{} does not begin with //!", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
