//! The compose stack.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{root, strings, text, yaml};

/// The services, by name.
fn services(compose: &Value) -> &serde_json::Map<String, Value> {
    compose["services"].as_object().expect("services")
}

/// A list of strings.
fn list(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().map(|item| item.as_str().expect("a text"))
}

#[test]
fn the_stack_is_whole_and_reachable_from_this_machine_only() {
    let compose = yaml("docker-compose.yml");
    let services = services(&compose);
    let mut published = 0;
    for (name, service) in services {
        let image = service["image"].as_str().expect("each has an image");
        assert!(service["build"].is_string() || image.contains(':'), "{name}: {image} has no tag");
        for port in list(&service["ports"]) {
            assert!(port.starts_with("127.0.0.1:"), "{name} publishes {port} to everybody");
            published += 1;
        }
        for volume in list(&service["volumes"]) {
            let source = volume.split(':').next().expect("not empty");
            if source.starts_with('.') {
                assert!(root().join(source).exists(), "{name} mounts {source}, which is not there");
            } else {
                assert!(compose["volumes"].get(source).is_some(), "{name}: volume {source}");
            }
        }
        let is_done_once = name == "timescaledb-reader";
        assert_eq!(service["healthcheck"].is_object(), !is_done_once, "{name}: health check");
    }
    assert!(published >= 4);
}

#[test]
fn only_the_demo_has_a_livekit_of_its_own() {
    let compose = yaml("docker-compose.yml");
    let services = services(&compose);
    let of_demo = |name: &str| list(&services[name]["profiles"]).any(|profile| profile == "demo");
    let demo: BTreeSet<_> = services.keys().filter(|name| of_demo(name)).collect();
    assert_eq!(demo, BTreeSet::from([&"livekit".to_owned(), &"redis".to_owned()]));
    for (name, service) in services {
        for needed in service["depends_on"].as_object().into_iter().flat_map(|all| all.keys()) {
            assert!(services.contains_key(needed), "{name} needs {needed}");
            assert!(!of_demo(needed) || of_demo(name), "{name} needs {needed} of the demo");
        }
    }
}

#[test]
fn no_secret_is_a_variable_and_each_file_is_made() {
    let compose = yaml("docker-compose.yml");
    let secrets = compose["secrets"].as_object().expect("secrets");
    let script = text("scripts/secrets.sh");
    for (name, secret) in secrets {
        assert_eq!(secret["file"], format!("secrets/{name}"));
        assert!(
            script.contains(&format!("make_once {name} "))
                || script.contains(&format!(">secrets/{name}"))
        );
    }
    let mut used = BTreeSet::new();
    for (service_name, service) in services(&compose) {
        let given: BTreeSet<&str> = list(&service["secrets"]).collect();
        let mut all = Vec::new();
        strings(service, "", &mut all);
        for (path, text) in all {
            let is_secret = ["PASSWORD", "SECRET"].iter().any(|word| path.ends_with(word));
            assert!(!is_secret, "{service_name}{path} is a secret in a variable");
            for name in text.split("/run/secrets/").skip(1) {
                let name: String =
                    name.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                assert!(given.contains(name.as_str()), "{service_name} is not given {name}");
                used.insert(name);
            }
        }
    }
    assert_eq!(used, secrets.keys().cloned().collect());
}

#[test]
fn the_console_of_the_stack_serves_the_name_that_the_others_use() {
    let compose = yaml("docker-compose.yml");
    let hosts = &compose["services"]["console"]["environment"]["ALLOWED_HOSTS"];
    let hosts = hosts.as_str().expect("a text");
    assert_eq!(hosts.split(',').next(), Some("console"), "{hosts}");
    let mut all = Vec::new();
    strings(&compose, "", &mut all);
    let prometheus = yaml("prometheus/prometheus.yml");
    strings(&prometheus, "", &mut all);
    let uses = all.iter().filter(|(_, text)| text.contains("console:8000")).count();
    assert!(uses >= 2, "LiveKit and Prometheus ask for it");
}

#[test]
fn the_livekit_of_the_demo_sends_webhooks_to_its_console() {
    let compose = yaml("docker-compose.yml");
    let console = &compose["services"]["console"]["environment"];
    let livekit = &compose["services"]["livekit"]["environment"]["LIVEKIT_CONFIG"];
    let livekit: Value = serde_yaml_ng::from_str(livekit.as_str().expect("a text")).expect("YAML");
    let key = livekit["webhook"]["api_key"].as_str().expect("a key");
    assert_eq!(console["LIVEKIT_API_KEY"], format!("${{LIVEKIT_API_KEY:-{key}}}"));
    let script = text("scripts/secrets.sh");
    assert!(script.contains(&format!("'{key}: %s'")), "secrets/livekit_keys has its secret");
    assert_eq!(livekit["webhook"]["urls"][0], "http://console:8000/api/livekit/webhook");
    assert_eq!(console["PORT"], "8000");
    assert_eq!(livekit["prometheus"]["port"], 6789);
    let targets = yaml("prometheus/targets/livekit.yml");
    assert_eq!(targets[0]["targets"][0], "livekit:6789");
    assert!(text("prometheus/prometheus.yml").contains("console:8000"));
}

#[test]
fn every_variable_that_the_stack_sets_is_one_that_the_console_knows() {
    use clap::CommandFactory as _;
    let known: BTreeSet<_> = livekit_console::config::Cli::command()
        .get_arguments()
        .filter_map(|argument| argument.get_env())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let compose = yaml("docker-compose.yml");
    let console = compose["services"]["console"]["environment"].as_object().expect("variables");
    for name in console.keys() {
        assert!(known.contains(name), "the console knows no {name}");
    }
    let readme = text("README.md");
    for name in ["LIVEKIT_URL", "MOCK_MODE", "DATABASE_URL", "PORT", "JOURNAL_DIR"] {
        assert!(known.contains(name) && readme.contains(name), "{name}");
    }
}
