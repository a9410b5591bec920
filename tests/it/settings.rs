//! What the program makes of its settings: of variables without a value, of `.env`, and that no
//! refusal and no line of the log repeats a secret.

use std::path::Path;
use std::process::{Command, Output};

use clap::CommandFactory as _;
use livekit_console::config::Cli;
use serde_json::json;

use crate::console::{Console, SECRET as LIVEKIT_SECRET, eventually};
use crate::process::{Process, command};

/// What nobody may read again.
const SECRET: &str = "hush-hush-hush-hush-hush-hush-32";

/// A command without any option of ours in its environment.
fn plain(dir: &Path, what: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_livekit-console"));
    command.arg(what).current_dir(dir).env_clear();
    command
}

fn run(command: &mut Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let output = [stdout, stderr].concat();
    (status.success(), String::from_utf8_lossy(&output).into_owned())
}

#[test]
fn every_option_may_be_a_variable_without_a_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = Cli::command();
    let names: Vec<_> = command.get_arguments().filter_map(|arg| arg.get_env()).collect();
    assert!(names.len() > 50, "{names:?}");
    let all = || plain(folder.path(), "check-config");
    assert!(run(all().envs(names.iter().map(|name| (name, "")))).0, "all of them at once");
    for name in names {
        for value in ["", " "] {
            let (works, output) = run(all().env(name, value));
            assert!(works, "{}: {output}", name.display());
        }
    }
}

#[test]
fn a_variable_without_a_value_leaves_the_file_to_say() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("console.toml"), "port = 8399\n").expect("it is written");
    let mut command = plain(folder.path(), "print-config");
    let (works, output) = run(command.env("CONFIG_FILE", "console.toml").env("PORT", ""));
    assert!(works && output.contains("port = 8399"), "{output}");
    let (works, output) = run(plain(folder.path(), "check-config").env("PORT", "eighty"));
    assert!(!works && output.contains("eighty"), "{output}");
}

#[test]
fn only_the_working_folders_dotenv_is_read_and_what_stands_there_is_what_counts() {
    let above = tempfile::tempdir().expect("a folder");
    let folder = above.path().join("below");
    std::fs::create_dir(&folder).expect("it can be made");
    let printed = || run(&mut plain(&folder, "print-config"));
    std::fs::write(above.path().join(".env"), "PORT=8399\n").expect("it is written");
    assert!(printed().1.contains("port = 8000"), "{}", printed().1);
    let here = folder.join(".env");
    std::fs::write(&here, "PORT=8398\nLOG_FILTER='warn,a=info'\n").expect("it is written");
    let (works, output) = printed();
    assert!(works && output.contains("port = 8398") && output.contains("warn,a=info"), "{output}");
    for (text, named) in [
        (
            format!("LIVEKIT_API_SECRET={SECRET}$bbbb\n"),
            "the value of `LIVEKIT_API_SECRET` has a `$`",
        ),
        (format!("PORT=1\nLIVEKIT_API_SECRET {SECRET}\n"), "`.env`, line 2 is not understood"),
        (format!("LIVEKIT_API_SECRET='{SECRET}\n"), "is not understood"),
    ] {
        std::fs::write(&here, text).expect("it is written");
        let (works, output) = printed();
        assert!(!works && output.contains(named) && !output.contains("hush"), "{output}");
    }
    let stored = "ws://127.0.0.1:1\nLIVEKIT_API_KEY=APIkept\nLIVEKIT_API_SECRET='$aaaaaaaaaaaaaaa'";
    std::fs::write(&here, format!("LIVEKIT_URL={stored}\n")).expect("it is written");
    assert!(printed().0, "single quotes keep a `$`: {}", printed().1);
}

#[test]
fn no_refusal_of_a_setting_repeats_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = |rest: &str| rest.replace("HUSH", SECRET);
    for (name, value, named) in [
        ("LIVEKIT_URL", "wss://a/b?token=HUSH", "`LIVEKIT_URL`"),
        ("LIVEKIT_URL", "wss://HUSH:HUSH@a", "`LIVEKIT_URL`"),
        ("LIVEKIT_URL", "HUSH:HUSH@a", "`LIVEKIT_URL`"),
        ("LIVEKIT_URL", "wss://me:HUSH@a:99999", "`LIVEKIT_URL`"),
        ("LIVEKIT_API_SECRET_FILE", "HUSH", "`LIVEKIT_API_SECRET_FILE`"),
        ("LIVEKIT_METRICS_URLS", "ftp://me:HUSH@a", "`LIVEKIT_METRICS_URLS`"),
        ("LIVEKIT_METRICS_URLS", "http://a,http://me:HUSH@a", "`LIVEKIT_METRICS_URLS`"),
        ("DATABASE_URL", "me:HUSH@db/console", "`DATABASE_URL`"),
        ("DATABASE_URL", "postgres://me:HUSH@db:x/console", "`DATABASE_URL`"),
        ("DATABASE_URL_FILE", "postgres://me:HUSH@db/console", "`DATABASE_URL_FILE`"),
        ("DATABASE_DIRECT_URL", "postgres://me:HUSH@db/console", "`DATABASE_URL` is a file"),
        ("REDIS_URL", "http://me:HUSH@a", "`REDIS_URL`"),
        ("REDIS_URL_FILE", "redis://:HUSH@a", "`REDIS_URL_FILE`"),
        ("ALERT_HEARTBEAT_URL", "ftp://a/HUSH", "`ALERT_HEARTBEAT_URL`"),
        ("ALERT_HEARTBEAT_URL_FILE", "https://a/HUSH", "`ALERT_HEARTBEAT_URL_FILE`"),
        ("ALERT_PROXY", "socks5://me:HUSH@a", "`ALERT_PROXY`"),
        ("ALERT_PROXY", "HUSH", "`ALERT_PROXY`"),
        ("ALERT_PROXY_FILE", "http://me:HUSH@a", "`ALERT_PROXY_FILE`"),
        ("ALERT_ALLOWED_HOSTS", "https://me:HUSH@a", "`ALERT_ALLOWED_HOSTS`"),
        ("CONSOLE_URL", "https://me:HUSH@a", "`CONSOLE_URL`"),
        ("CONSOLE_URL", "https://a/?x=HUSH", "`CONSOLE_URL`"),
        ("QUALITY_CORS_ORIGINS", "https://me:HUSH@a", "`QUALITY_CORS_ORIGINS`"),
    ] {
        let mut command = plain(folder.path(), "check-config");
        command.env("LIVEKIT_URL", "wss://a").env("LIVEKIT_API_KEY", "APIchecked");
        if name != "LIVEKIT_API_SECRET_FILE" {
            command.env("LIVEKIT_API_SECRET", SECRET);
        }
        let (works, output) = run(command.env(name, url(value)));
        assert!(!works && output.contains(named), "{name}={value}: {output}");
        assert!(!output.contains("hush"), "{name}={value}: {output}");
    }
    let of_deployment = "[[deployment]]\nname = \"a\"\nurl = \"ws://a\"\n[[deployment.key]]\n";
    let of_receiver = "[[receiver]]\nname = \"r\"\n[receiver.target]\ntype = \"slack\"\n";
    for (text, named) in [
        (format!("{of_deployment}api_key = \"k\"\napi_secret = \"HUSH\n"), "line 6"),
        (format!("{of_deployment}api_key = \"k\"\napi_secret = HUSH\n"), "line 6"),
        (format!("{of_deployment}api_key = \"k\"\napi_secret = [\"HUSH\"]\n"), "(`api_secret`)"),
        (
            format!("{of_deployment}api_key = \"k\"\napi_secret_file = \"HUSH\"\n"),
            "api_secret_file",
        ),
        ("port = \"HUSH, expected x\"\n".to_owned(), "line 1 (`port`)"),
        ("mock_rooms = HUSH\n".to_owned(), "line 1"),
        ("database_url = { a = \"HUSH\" }\n".to_owned(), "(`database_url`)"),
        (format!("{of_receiver}url = [\"HUSH\"]\n"), "receiver `r`"),
        (format!("{of_receiver}url = \"HUSH\"\n"), "receiver `r`"),
        (format!("{of_receiver}url_file = \"HUSH\"\n"), "`url_file`"),
    ] {
        let file = folder.path().join("console.toml");
        std::fs::write(&file, text.replace("HUSH", SECRET)).expect("it is written");
        let (works, output) = run(plain(folder.path(), "check-config").env("CONFIG_FILE", &file));
        assert!(!works && output.contains(named), "{text}: {output}");
        assert!(!output.contains("hush"), "{text}: {output}");
    }
}

#[test]
fn what_is_printed_of_urls_holds_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = plain(folder.path(), "print-config");
    command
        .env("DATABASE_URL", format!("postgres://me:{SECRET}@db/console?sslpassword={SECRET}"))
        .env("REDIS_URL", format!("redis://:{SECRET}@redis?x={SECRET}"))
        .env("ALERT_HEARTBEAT_URL", format!("https://beat.example/{SECRET}"))
        .env("ALERT_PROXY", format!("http://me:{SECRET}@proxy:3128"))
        .env("LIVEKIT_URL", "wss://rtc.example.com/livekit/sfu")
        .env("LIVEKIT_API_KEY", "APIprinted")
        .env("LIVEKIT_API_SECRET", SECRET)
        .env("LIVEKIT_METRICS_URLS", format!("http://prom:{SECRET}@node/metrics?token={SECRET}"));
    let (works, output) = run(&mut command);
    assert!(works && !output.contains("hush"), "{output}");
    for shown in ["postgres://me:***@db/console", "http://prom:***@node/metrics", "/livekit/sfu"] {
        assert!(output.contains(shown), "{shown}: {output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_parameter_of_the_databases_url_is_logged_by_its_name_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("postgres://a@127.0.0.1:1/x?sslpassword={SECRET}");
    let console = Process::run(command(folder.path(), &[("DATABASE_URL", &url)])).await;
    eventually("the database is tried", async || console.log().contains("sslpassword")).await;
    assert!(!console.log().contains("hush"), "{}", console.log());
    let log = console.stop().await;
    assert!(!log.contains("hush"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_show_where_values_come_from_and_no_secret() {
    let console = Console::spawn().await;
    let settings = console.read("/api/settings").await;
    let row = |name: &str| {
        let rows = settings["settings"].as_array().expect("a list").iter();
        rows.clone().find(|row| row["name"] == name).cloned().unwrap_or_default()
    };
    assert_eq!(row("shutdown_grace")["origin"], "file");
    assert_eq!(
        row("livekit_poll_interval"),
        json!({"name": "livekit_poll_interval", "value": "off", "origin": "file"})
    );
    assert_eq!(row("log_format")["origin"], "default");
    assert_eq!(row("deployment.default.url")["origin"], "file");
    assert_eq!(row("deployment.default.key.1.api_secret")["value"], "***");
    assert!(!settings.to_string().contains(LIVEKIT_SECRET), "{settings}");
    assert!(settings["database_bytes"].as_u64() > Some(0));
}
