//! Chooses the database by the scheme of its URL.

use std::sync::Arc;

use super::{Error, SharedStore, Store, postgres};

/// The database that `url` names: `sqlite:PATH`, `postgres://…` or `postgresql://…`. It does
/// not connect; [`Store::prepare`] does.
pub fn open(url: &str) -> Result<SharedStore, Error> {
    // The rest of the URL may contain a password, so the error does not repeat it.
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => Ok(Arc::new(Store::sqlite(url)?)),
        Some("postgres" | "postgresql") => {
            Ok(Arc::new(Store::postgres(url, postgres::CONNECTIONS)?))
        }
        Some(scheme) => Err(Error::Url(format!(
            "scheme `{scheme}` is not known; it must be `sqlite:` or `postgres:`"
        ))),
        None => Err(Error::Url("it must begin with `sqlite:` or `postgres:`".to_owned())),
    }
}

/// The Postgres database at `url` behind a pooler in transaction mode, and at `direct` without it.
/// It does not connect.
pub fn open_pooled(url: &str, direct: &str) -> Result<SharedStore, Error> {
    Ok(Arc::new(Store::pooled_postgres(url, direct, postgres::CONNECTIONS)?))
}

#[cfg(test)]
mod tests {
    use super::open;

    #[tokio::test]
    async fn a_url_that_is_not_understood_is_refused_without_its_password() {
        for (url, why) in [
            ("mysql://me:secret@host/db", "scheme `mysql` is not known"),
            ("", "must begin with"),
            ("secret", "must begin with"),
            ("postgres://me:secret@host:99999/db", "cannot be understood"),
            ("postgres://me:secret@host/db?sslmode=secret", "cannot be understood"),
            ("sqlite::memory:", "needs a file"),
            ("sqlite:", "needs a file"),
        ] {
            let message = open(url).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(message.contains(why), "`{url}`: {message}");
            assert!(!message.contains("secret"), "`{url}`: {message}");
        }
    }

    #[tokio::test]
    async fn opening_does_not_connect() {
        for (url, kind) in [
            ("sqlite:/nowhere/at/all.db", "sqlite"),
            ("postgres://me:secret@nowhere.invalid/db", "postgres"),
            ("postgresql://nowhere.invalid/db", "postgres"),
        ] {
            let store = open(url).expect("the URL is good");
            assert_eq!((store.kind(), store.edition()), (kind, None));
        }
    }
}
