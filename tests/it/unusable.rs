//! Databases that cannot be used: a login that is refused, a database that is gone, a file that is
//! none. That is an outage, whatever its code: history is 503, and intake goes on.

use crate::console::{Console, eventually};
use crate::database::Database;
use crate::webhook_bodies;

/// A console on this database takes webhooks in, and says of history that it may be asked again.
async fn is_an_outage(url: String, why: &str) {
    let console = Console::spawn_with(|options| options.database_url = Some(url)).await;
    eventually("it is shown", async || {
        console.read("/api/health").await["store"]["status"] == "down"
    })
    .await;
    let error = console.read("/api/health").await["store"]["error"].to_string();
    assert!(error.contains(why), "{error}");
    for path in ["/api/events", "/api/alerts", "/api/metrics/history?points=10", "/api/gaps"] {
        let response = console.get(path).await;
        let retry_after = response.headers().get("retry-after").cloned();
        let (status, text) = (response.status().as_u16(), response.text().await.expect("text"));
        assert_eq!(status, 503, "{why}: {path}: {text}");
        assert!(text.contains("store_unavailable") && retry_after.is_some(), "{path}: {text}");
    }
    assert_eq!(console.send(&webhook_bodies::room_started("RM_demo", "demo", -5)).await, 200);
    assert_eq!(console.get("/readyz").await.status(), 200, "intake goes on");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_refused_is_an_outage() {
    let database = Database::plain().await;
    let url = url::Url::parse(database.url()).expect("a URL");
    let with = |change: &dyn Fn(&mut url::Url)| {
        let mut url = url.clone();
        change(&mut url);
        url.to_string()
    };
    is_an_outage(with(&|url| url.set_path("no_such_database")), "does not exist").await;
    let nobody = with(&|url| url.set_username("no_such_role").expect("it has a host"));
    is_an_outage(nobody, "no_such_role").await;
    // That code is also the one of a table that may not be read.
    let name = url.path().trim_start_matches('/').to_owned();
    database.as_admin(&format!("REVOKE CONNECT ON DATABASE {name} FROM public")).await;
    is_an_outage(url.to_string(), "permission denied for database").await;
    database.as_admin(&format!("GRANT CONNECT ON DATABASE {name} TO public")).await;
    let role = url.username();
    database.as_admin(&format!("ALTER ROLE {role} NOLOGIN")).await;
    is_an_outage(url.to_string(), "not permitted to log in").await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_database_is_an_outage() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("console.db");
    std::fs::write(&file, "this is no database, and never was one\n".repeat(500)).expect("room");
    is_an_outage(format!("sqlite:{}", file.display()), "not a database").await;
}
