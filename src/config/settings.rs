//! The configuration in force, one setting a row, each with where its value comes from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};
use utoipa::ToSchema;

use super::Config;

/// Where the value of a setting comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingOrigin {
    /// A flag of the command line.
    Flag,
    /// An environment variable, also one of `.env`.
    Environment,
    /// The configuration file.
    File,
    /// Nobody set it.
    #[default]
    Default,
}

/// Where each option that is set comes from, by its name.
pub(super) type Origins = BTreeMap<String, SettingOrigin>;

/// A setting in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Setting {
    /// Its name, as in the configuration file; `deployment.NAME.url` for one of a table.
    pub name: String,
    /// Its value; a secret is `***`.
    pub value: String,
    /// Where it comes from.
    pub origin: SettingOrigin,
}

impl Config {
    /// The settings in force, without secrets.
    pub fn settings(&self) -> Vec<Setting> {
        let mut settings = Vec::new();
        for (name, value) in self.redacted_table() {
            let origin = self.origin_of(&name);
            flatten(&name, &value, origin, &mut settings);
        }
        settings
    }

    /// Where a setting comes from. Some options set what is printed under another name.
    fn origin_of(&self, name: &str) -> SettingOrigin {
        let file = format!("{name}_file");
        let others: &[&str] = match name {
            "deployment" => &["livekit_url", "livekit_api_key", "livekit_metrics_urls"],
            "database_url" | "journal_dir" => &["data_dir"],
            _ => &[],
        };
        [name, &file]
            .into_iter()
            .chain(others.iter().copied())
            .find_map(|name| self.origins.get(name).copied())
            .unwrap_or_default()
    }
}

/// Adds the value, and of a table each of its values. A table of a list is named by its `name`.
fn flatten(name: &str, value: &Value, origin: SettingOrigin, settings: &mut Vec<Setting>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table.iter().filter(|(key, _)| *key != "name") {
                flatten(&format!("{name}.{key}"), value, origin, settings);
            }
        }
        Value::Array(list) if list.iter().any(Value::is_table) => {
            for (index, value) in list.iter().enumerate() {
                let own = value.as_table().and_then(own_name);
                let own = own.map_or_else(|| (index + 1).to_string(), ToOwned::to_owned);
                flatten(&format!("{name}.{own}"), value, origin, settings);
            }
        }
        Value::Array(list) => {
            let texts: Vec<_> = list.iter().map(text).collect();
            settings.push(Setting { name: name.to_owned(), value: texts.join(", "), origin });
        }
        value => settings.push(Setting { name: name.to_owned(), value: text(value), origin }),
    }
}

fn own_name(table: &Table) -> Option<&str> {
    table.get("name")?.as_str()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, FromArgMatches as _};

    use super::SettingOrigin;
    use crate::config::options::Options;
    use crate::config::{Cli, Config};

    /// The options of a command line.
    fn flags(flags: &[&str]) -> Options {
        let line = std::iter::once("livekit-console").chain(flags.iter().copied());
        let given = Cli::command().try_get_matches_from(line).expect("known flags");
        let options = Cli::from_arg_matches(&given).expect("known flags").options;
        options.with_origins_of_command_line(&given)
    }

    #[test]
    fn each_setting_has_its_origin_and_a_flag_outranks_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("console.toml");
        std::fs::write(&file, "port = 9000\nmask_numbers = true\n").expect("written");
        let file = file.to_str().expect("UTF-8");
        let data_dir = folder.path().to_str().expect("UTF-8");
        let given = flags(&["--config-file", file, "--port", "9001", "--data-dir", data_dir]);
        let settings = Config::load(given).expect("a good configuration").settings();
        let origin =
            |name: &str| settings.iter().find(|setting| setting.name == name).expect(name).origin;
        for (name, expected) in [
            ("port", SettingOrigin::Flag),
            ("mask_numbers", SettingOrigin::File),
            ("log_format", SettingOrigin::Default),
            // The folder that holds both is what was set.
            ("journal_dir", SettingOrigin::Flag),
            ("database_url", SettingOrigin::Flag),
        ] {
            assert_eq!(origin(name), expected, "{name}");
        }
    }

    #[test]
    fn no_setting_holds_a_secret() {
        let secret = "hush-hush-hush-hush-hush-hush-32";
        let given = flags(&[
            "--livekit-url=wss://livekit.example.com",
            "--livekit-api-key=APIone",
            &format!("--livekit-api-secret={secret}"),
            &format!("--database-url=postgres://me:{secret}@db/console"),
        ]);
        let settings = Config::load(given).expect("a good configuration").settings();
        assert!(settings.iter().any(|setting| setting.value.contains("APIone")));
        assert!(settings.iter().all(|setting| !setting.value.contains(secret)));
    }
}
