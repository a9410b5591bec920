//! The URLs of the database.

use std::path::Path;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::options::Options;
use super::{Error, deployment, invalid, units};

/// The URL of the database, and the one that leads to it without a pooler.
pub(super) fn check(
    options: &mut Options,
    data_dir: &Path,
) -> Result<(SecretString, Option<SecretString>), Error> {
    let url = deployment::secret(
        "DATABASE_URL",
        options.database_url.take(),
        options.database_url_file.as_deref(),
    )?;
    let url = url.unwrap_or_else(|| {
        SecretString::from(format!("sqlite:{}", data_dir.join("console.db").display()))
    });
    check_url("DATABASE_URL", &url)?;
    let direct = deployment::secret(
        "DATABASE_DIRECT_URL",
        options.database_direct_url.take(),
        options.database_direct_url_file.as_deref(),
    )?;
    check_direct(&url, direct.as_ref())?;
    Ok((url, direct))
}

fn check_url(name: &str, given: &SecretString) -> Result<(), Error> {
    let given = given.expose_secret();
    if let Some(path) = given.strip_prefix("sqlite:") {
        if path.trim_start_matches('/').is_empty() {
            return Err(invalid(format!("`{name}` is `sqlite:` without a path")));
        }
        return Ok(());
    }
    let schemes = ["postgres", "postgresql"];
    // Without a host it is a Unix socket: in the folder of `host=/FOLDER`, or the default one.
    let is_local = schemes.iter().any(|scheme| {
        let rest = given.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    });
    if is_local && Url::parse(given).is_ok() {
        return Ok(());
    }
    match units::url(name, given, &schemes) {
        Ok(_) => Ok(()),
        Err(error) => Err(invalid(format!("{error}; give `sqlite:PATH` or `postgres://…`"))),
    }
}

/// A direct URL only makes sense beside the URL of a pooler.
fn check_direct(database: &SecretString, direct: Option<&SecretString>) -> Result<(), Error> {
    let Some(direct) = direct else { return Ok(()) };
    for (name, given) in [("DATABASE_URL", database), ("DATABASE_DIRECT_URL", direct)] {
        if given.expose_secret().starts_with("sqlite:") {
            return Err(invalid(format!(
                "`DATABASE_DIRECT_URL` is for a Postgres behind a pooler, and `{name}` is a file"
            )));
        }
    }
    check_url("DATABASE_DIRECT_URL", direct)
}
