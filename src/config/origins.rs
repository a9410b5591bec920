//! Reads the file of options, and notes where each option comes from.

use std::path::Path;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::Error;
use super::options::Options;
use super::redact::redacted_fault;
use super::settings::SettingOrigin;

/// Whether a key in the file may have this character.
const fn is_key_character(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.')
}

impl Options {
    /// The options in the file at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let options: Result<Self, _> = toml::from_str(&text);
        options.map(|options| options.with_origins_of_file(&text)).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let before = text.get(..at).unwrap_or_default();
            let mut position = format!("line {}", before.matches('\n').count() + 1);
            let line = &text[before.rfind('\n').map_or(0, |end| end + 1)..];
            // The key without its value.
            let key = line.split(['=', '\n']).next().unwrap_or_default().trim();
            if line[key.len()..].trim_start().starts_with('=') && key.chars().all(is_key_character)
            {
                position = format!("{position} (`{key}`)");
            }
            Error::File { path: path.to_owned(), position, why: redacted_fault(error.message()) }
        })
    }

    /// Notes which options the file sets.
    fn with_origins_of_file(mut self, text: &str) -> Self {
        let keys = toml::from_str::<toml::Table>(text).unwrap_or_default();
        self.origins = keys.into_iter().map(|(name, _)| (name, SettingOrigin::File)).collect();
        self
    }

    /// Notes which options flags and environment variables set.
    pub(super) fn with_origins_of_command_line(mut self, given: &ArgMatches) -> Self {
        self.origins = given
            .ids()
            .filter_map(|id| {
                let origin = match given.value_source(id.as_str())? {
                    ValueSource::CommandLine => SettingOrigin::Flag,
                    ValueSource::EnvVariable => SettingOrigin::Environment,
                    _ => return None,
                };
                Some((id.to_string(), origin))
            })
            .collect();
        self
    }
}
