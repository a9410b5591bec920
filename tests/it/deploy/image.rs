//! The image, the systemd unit and the Debian package.

use super::{root, text};

#[test]
fn the_image_says_its_licence_runs_as_nobody_and_checks_itself() {
    let dockerfile = text("Dockerfile");
    let licence = format!("licenses=\"{}\"", env!("CARGO_PKG_LICENSE"));
    for wanted in [
        licence.as_str(),
        "USER 65532:65532",
        "CMD [\"livekit-console\", \"health\"]",
        "VERSION=0.1.0",
        "COPY LICENSE THIRD_PARTY_LICENSES.md",
    ] {
        assert!(dockerfile.contains(wanted), "{wanted}");
    }
    assert!(dockerfile.contains(concat!("VERSION=", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn everything_that_the_image_copies_is_there_and_not_ignored() {
    let dockerfile = text("Dockerfile");
    let ignored = text(".dockerignore");
    let kept: Vec<_> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let mut copied = 0;
    for line in dockerfile.lines().filter(|line| line.starts_with("COPY ")) {
        let words: Vec<_> = line.split_whitespace().skip(1).collect();
        if words[0].starts_with("--") {
            continue;
        }
        for source in &words[..words.len() - 1] {
            assert!(root().join(source).exists(), "{line}: {source} is not there");
            let top = source.split('/').next().expect("not empty");
            assert!(kept.contains(&top), "{line}: .dockerignore leaves {source} out");
            copied += 1;
        }
    }
    assert!(copied >= 8);
}

#[test]
fn the_debian_package_has_what_it_names() {
    let manifest: toml::Table = text("Cargo.toml").parse().expect("TOML");
    let package = &manifest["package"];
    assert_eq!(package["license"].as_str(), Some("MIT"));
    let deb = &package["metadata"]["deb"];
    for asset in deb["assets"].as_array().expect("assets") {
        let source = asset[0].as_str().expect("a path");
        assert!(source.starts_with("target/") || root().join(source).exists(), "{source}");
    }
    let units = deb["systemd-units"]["unit-scripts"].as_str().expect("a folder");
    let unit = text(&format!("{units}/livekit-console.service"));
    for line in ["ExecStart=/usr/bin/livekit-console", "Type=notify", "WatchdogSec=60s"] {
        assert!(unit.contains(&format!("{line}\n")), "{line}");
    }
    assert!(unit.contains("EnvironmentFile=-/etc/livekit-console/console.env\n"));
}
