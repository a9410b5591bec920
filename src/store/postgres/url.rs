//! The database's URL without what the driver does not know: it would log that with its value, and
//! the value may be a password.

use std::borrow::Cow;

use url::Url;

/// Parameters that the driver takes.
const KNOWN: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Characters of an unknown name that are repeated.
const NAME_CHARACTERS: usize = 40;

fn is_known(name: &str) -> bool {
    KNOWN.contains(&name) || name.starts_with("options[")
}

/// `url` without unknown parameters, and the names of those.
pub(super) fn understood(url: &str) -> (Cow<'_, str>, Vec<String>) {
    let Ok(mut parsed) = Url::parse(url) else { return (Cow::Borrowed(url), Vec::new()) };
    let (known, unknown): (Vec<_>, Vec<_>) =
        parsed.query_pairs().into_owned().partition(|(name, _)| is_known(name));
    if unknown.is_empty() {
        return (Cow::Borrowed(url), Vec::new());
    }
    parsed.set_query(None);
    if !known.is_empty() {
        parsed.query_pairs_mut().extend_pairs(known);
    }
    let shown = |name: String| {
        name.chars().filter(char::is_ascii_graphic).take(NAME_CHARACTERS).collect::<String>()
    };
    (Cow::Owned(parsed.into()), unknown.into_iter().map(|(name, _)| shown(name)).collect())
}

#[cfg(test)]
mod tests {
    use super::understood;

    #[test]
    fn what_the_driver_does_not_know_is_left_out_and_told_by_its_name_alone() {
        let url = "postgres://me:pw@db/console?sslmode=require&host=/run/pg";
        assert_eq!(understood(url), (url.into(), Vec::new()));
        let (kept, unknown) =
            understood("postgres://db/x?sslpassword=s3cret&user=me&pw=s3cret#s3cret");
        assert_eq!(unknown, ["sslpassword", "pw"]);
        assert!(kept.starts_with("postgres://db/x?user=me") && !kept.contains("sslpassword"));
        let (kept, unknown) = understood("postgres:///console?\u{1b}[31m=s3cret");
        assert_eq!((&*kept, unknown), ("postgres:///console", vec!["[31m".to_owned()]));
        assert_eq!(understood("no url").0, "no url");
    }
}
