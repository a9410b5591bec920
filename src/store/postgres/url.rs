//! Removes unknown parameters from the URL of the database. The driver would log them with their
//! values, and a value may be a password.

use std::borrow::Cow;

use url::Url;

/// Parameters that the driver knows.
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

/// Characters of an unknown name that are shown, at most.
const NAME_CHARACTERS: usize = 40;

fn is_known(name: &str) -> bool {
    KNOWN.contains(&name) || name.starts_with("options[")
}

/// `url` without unknown parameters, and the names of those.
pub(super) fn without_unknown_parameters(url: &str) -> (Cow<'_, str>, Vec<String>) {
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
    use super::without_unknown_parameters;

    #[test]
    fn unknown_parameters_are_removed_and_only_their_names_are_shown() {
        let url = "postgres://me:pw@db/console?sslmode=require&host=/run/pg";
        assert_eq!(without_unknown_parameters(url), (url.into(), Vec::new()));
        let (known, unknown) = without_unknown_parameters(
            "postgres://db/x?sslpassword=s3cret&user=me&pw=s3cret#s3cret",
        );
        assert_eq!(unknown, ["sslpassword", "pw"]);
        assert!(known.starts_with("postgres://db/x?user=me") && !known.contains("sslpassword"));
        let (known, unknown) = without_unknown_parameters("postgres:///console?\u{1b}[31m=s3cret");
        assert_eq!((&*known, unknown), ("postgres:///console", vec!["[31m".to_owned()]));
        assert_eq!(without_unknown_parameters("no url").0, "no url");
    }
}
