//! Removes what may be secret from URLs and error messages.

/// The replacement of a secret.
pub(super) const HIDDEN: &str = "***";

/// URL parameters whose values are no secrets.
const HARMLESS: [&str; 14] = [
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "application_name",
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "mode",
    "statement-cache-capacity",
];

/// `url` without its password and without the values of parameters that are not known to be
/// harmless. It is handled as text, because an invalid URL may hold a password, too.
pub(super) fn redacted_url(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let (user, rest) = match rest.rsplit_once('@') {
        // The user name ends at the first delimiter: a password may contain any character.
        Some((user, rest)) => match user.find([':', '/', '?', '#']) {
            Some(end) => (format!("{}:{HIDDEN}@", &user[..end]), rest),
            None => (format!("{user}@"), rest),
        },
        None => (String::new(), rest),
    };
    let Some((path, query)) = rest.split_once(['?', '#']) else {
        return format!("{scheme}{user}{rest}");
    };
    let parameters = query.split(['&', '#']).map(|parameter| match parameter.split_once('=') {
        Some((name, _)) if !HARMLESS.contains(&name) => format!("{name}={HIDDEN}"),
        Some(_) => parameter.to_owned(),
        None => HIDDEN.to_owned(),
    });
    format!("{scheme}{user}{path}?{}", parameters.collect::<Vec<_>>().join("&"))
}

/// The message of a TOML error without the value that it repeats.
pub(super) fn redacted_fault(message: &str) -> String {
    for of in ["invalid type: ", "invalid value: "] {
        let Some((before, value)) = message.split_once(of) else { continue };
        let kind = value.split(['"', '`', ',']).next().unwrap_or_default().trim();
        let expected = value.rfind(", expected ").map_or("", |at| &value[at..]);
        return format!("{before}{of}{kind}{expected}");
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{redacted_fault, redacted_url};

    #[test]
    fn no_password_and_no_unknown_parameter_is_shown() {
        for (url, shown) in [
            ("postgres://me:pw@db/console", "postgres://me:***@db/console"),
            ("postgres://me@db/console", "postgres://me@db/console"),
            ("postgres://me:p/w@x@db/console", "postgres://me:***@db/console"),
            ("postgres://me:pw@/console?host=/run", "postgres://me:***@/console?host=/run"),
            (
                "postgres://db?password=pw&sslmode=require",
                "postgres://db?password=***&sslmode=require",
            ),
            ("postgres://db?sslpassword=pw#pw", "postgres://db?sslpassword=***&***"),
            ("postgres://me:p?w@db/console", "postgres://me:***@db/console"),
            ("postgres:///db?password=pw&user=a@b", "postgres://:***@b"),
            ("sqlite:data/console.db", "sqlite:data/console.db"),
            ("me:pw@db", "me:***@db"),
            ("https://hooks.example/x?token=pw", "https://hooks.example/x?token=***"),
        ] {
            assert_eq!(redacted_url(url), shown);
        }
    }

    #[test]
    fn an_error_names_the_type_of_a_value_only() {
        for (message, shown) in [
            (
                "invalid type: string \"s3cret, expected x\", expected u16",
                "invalid type: string, expected u16",
            ),
            (
                "invalid type: integer `12`, expected a string",
                "invalid type: integer, expected a string",
            ),
            ("invalid type: map, expected a string", "invalid type: map, expected a string"),
            (
                "unknown field `x`, expected one of `a`, `b`",
                "unknown field `x`, expected one of `a`, `b`",
            ),
        ] {
            assert_eq!(redacted_fault(message), shown);
        }
    }
}
