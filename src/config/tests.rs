use clap::Parser as _;

use super::{Cli, Config, Options};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn flags(flags: &[&str]) -> Options {
    let line = std::iter::once("livekit-console").chain(flags.iter().copied());
    Cli::try_parse_from(line).expect("the flags are known").options
}

fn file(text: &str) -> Result<Options, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

fn refused(options: Options) -> String {
    Config::check(options).expect_err("it is refused").to_string()
}

const LIVEKIT: [&str; 6] = [
    "--livekit-url",
    "wss://livekit.example.com",
    "--livekit-api-key",
    "APIone",
    "--livekit-api-secret",
    SECRET,
];

fn livekit(more: &[&str]) -> Options {
    flags(&[&LIVEKIT[..], more].concat())
}

#[test]
fn a_small_simulation_begins_with_a_past_and_a_large_one_only_if_asked() {
    for (given, days) in [
        (&[][..], Some(14)),
        (&["--mock-past", "off"][..], None),
        (&["--mock-participants", "100000"][..], None),
        (&["--mock-rooms", "10000", "--mock-past", "2d"][..], Some(2)),
    ] {
        let config = Config::check(flags(given)).expect("it works");
        let past = config.mock.and_then(|mock| mock.past);
        assert_eq!(past.map(|past| past.as_secs() / 86_400), days, "{given:?}");
    }
}

#[test]
fn without_a_livekit_one_is_simulated() {
    let config = Config::check(Options::default()).expect("defaults work");
    assert!(config.mock.is_some());
    assert_eq!(&*config.deployments[0].name, "mock");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8000");
}

#[test]
fn with_a_livekit_nothing_is_simulated_unless_asked_for() {
    let config = Config::check(livekit(&[])).expect("it works");
    assert!(config.mock.is_none());
    assert_eq!(config.deployments.len(), 1);
    let config = Config::check(livekit(&["--mock-mode"])).expect("it works");
    assert_eq!(config.deployments.len(), 2);
    assert!(refused(flags(&["--mock-mode", "false"])).contains("nothing to watch"));
}

#[test]
fn a_flag_outranks_the_file() {
    let file = file("port = 9000\nlog_format = \"json\"").expect("known keys");
    let config = Config::check(flags(&["--port", "9100"]).or(file)).expect("it works");
    assert_eq!(config.listen.port(), 9100);
    assert!(config.log.json);
}

#[test]
fn an_unknown_key_of_the_file_is_named() {
    for (text, named) in [
        ("prot = 8000", "prot"),
        ("[[deployment]]\nname = \"a\"\nurl = \"ws://a\"\nregoin = \"eu\"", "regoin"),
        ("[[deployment]]\nname=\"a\"\nurl=\"ws://a\"\n[[deployment.key]]\napikey=\"x\"", "apikey"),
    ] {
        let error = file(text).expect_err(text);
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn invalid_values_are_refused_by_name() {
    let long = "x".repeat(15);
    let with: fn(&[&str]) -> Options = livekit;
    let alone: fn(&[&str]) -> Options = flags;
    for (options, given, named) in [
        (alone, &["--livekit-url", "ws://a"][..], "`LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET`"),
        (with, &["--livekit-api-secret-file", "/nowhere"][..], "only one"),
        (with, &["--bind", "0.0.0.0"][..], "`BIND` is `0.0.0.0`"),
        (with, &["--auth", "local"][..], "`AUTH` is `local`"),
        (with, &["--auth", "nothing"][..], "`AUTH` is `nothing`"),
        (with, &["--database-url", "mysql://a/b"][..], "`DATABASE_URL` has the scheme `mysql`"),
        (with, &["--database-url", "postgres://:5432/b"][..], "`DATABASE_URL` is no URL"),
        (with, &["--database-url", "postgres:console"][..], "`DATABASE_URL` names no host"),
        (with, &["--database-url", "sqlite:"][..], "`sqlite:` without a path"),
        (with, &["--database-direct-url", "postgres://a/b"][..], "`DATABASE_URL` is a file"),
        (
            with,
            &["--database-url", "postgres://a/b", "--database-direct-url", "sqlite:a"][..],
            "`DATABASE_DIRECT_URL` is a file",
        ),
        (
            with,
            &["--database-url", "postgres://a/b", "--database-direct-url", "http://a"][..],
            "`DATABASE_DIRECT_URL` has the scheme",
        ),
        (with, &["--redis-url", "http://a"][..], "`REDIS_URL` has the scheme"),
        (with, &["--journal-max-bytes", "12"][..], "`JOURNAL_MAX_BYTES` is `12`"),
        (with, &["--journal-max-age", "5 fortnights"][..], "`JOURNAL_MAX_AGE` is `5 fortnights`"),
        (with, &["--livekit-poll-interval", "0s"][..], "`LIVEKIT_POLL_INTERVAL` is `0s`"),
        (with, &["--retention-max-bytes", "63MiB"][..], "at least 64MiB"),
        (with, &["--retention-events-days", "0"][..], "`RETENTION_EVENTS_DAYS`"),
        (with, &["--alert-disconnect-rate-threshold", "NaN"][..], "`ALERT_DISCONNECT_RATE"),
        (with, &["--alert-evaluation-interval", "off"][..], "`ALERT_EVALUATION_INTERVAL`"),
        (with, &["--alert-allowed-hosts", "10.0.0.0/99"][..], "`ALERT_ALLOWED_HOSTS` has"),
        (with, &["--alert-heartbeat-url", "ftp://a"][..], "`ALERT_HEARTBEAT_URL`"),
        (with, &["--console-url", "console"][..], "`CONSOLE_URL`"),
        (with, &["--log-format", "xml"][..], "`LOG_FORMAT` is `xml`"),
        (with, &["--log-filter", "a=b=c"][..], "`LOG_FILTER` is `a=b=c`"),
        (with, &["--livekit-metrics-urls", "ftp://a"][..], "`LIVEKIT_METRICS_URLS`"),
        (alone, &["--mock-rooms", "0"][..], "`MOCK_ROOMS` is `0`"),
        (alone, &["--mock-participants", "100001"][..], "`MOCK_PARTICIPANTS`"),
        (alone, &["--mock-lost", "1.5"][..], "`MOCK_LOST` is `1.5`"),
        (alone, &["--mock-past", "90d"][..], "`MOCK_PAST` is `90d`"),
    ] {
        let error = refused(options(given));
        assert!(error.contains(named), "{named}: {error}");
    }
    for (secret, named) in
        [("", "is empty"), ("secret", "everybody knows"), (long.as_str(), "fewer than 16")]
    {
        let options = flags(&[&LIVEKIT[..5], &[secret]].concat());
        let error = refused(options);
        assert!(error.contains("`LIVEKIT_API_SECRET`") && error.contains(named), "{error}");
        assert!(secret.len() < 7 || !error.contains(secret), "the secret is not repeated");
    }
    for (url, named) in [
        ("not a url", "is no URL"),
        ("ftp://a", "has the scheme `ftp`"),
        ("wss://user:pass@a", "user name or password"),
        ("wss://a/path?x=hunter22", "`?` or `#` part"),
        ("wss://a/path#hunter22", "`?` or `#` part"),
    ] {
        let options = flags(&[&["--livekit-url", url], &LIVEKIT[2..]].concat());
        let error = refused(options);
        assert!(error.contains("`LIVEKIT_URL`") && error.contains(named), "{error}");
        assert!(!error.contains("hunter22") && !error.contains("pass@"), "{error}");
    }
}

#[test]
fn a_livekit_may_be_behind_a_path_and_have_a_certificate_of_a_private_authority() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/");
    let url = "wss://rtc.example.com/livekit/sfu";
    let with = |file: &str| {
        let file = format!("{folder}{file}");
        let given = ["--livekit-url", url, "--livekit-ca-file", &file];
        flags(&[&given, &LIVEKIT[2..]].concat())
    };
    let config = Config::check(with("authority.pem")).expect("it works");
    let printed = config.redacted();
    assert!(printed.contains(url) && printed.contains("authority.pem"), "{printed}");
    let printed: toml::Table = printed.parse().expect("it is TOML");
    assert!(printed["deployment"][0]["ca_file"].is_str());
    assert!(refused(with("server.key")).contains("`LIVEKIT_CA_FILE` is `"));
    assert!(refused(with("nowhere")).contains("cannot read"));
}

#[test]
fn quality_origins_are_checked() {
    for (flag, value, named) in [
        ("--quality-cors-origins", "app.example.com", "`QUALITY_CORS_ORIGINS`"),
        ("--quality-cors-origins", "https://a/b", "`https://a/b`"),
        ("--quality-cors-origins", "https://*.a", "`https://*.a`"),
        ("--quality-cors-origins", "https://a,null", "`null`"),
        ("--quality-reports-per-second", "0", "`QUALITY_REPORTS_PER_SECOND` is `0`"),
    ] {
        let error = refused(livekit(&[flag, value]));
        assert!(error.contains(named), "{named}: {error}");
    }
    let given = "https://app.example.com,http://localhost:5173,*";
    let config = Config::check(livekit(&["--quality-cors-origins", given])).expect("it works");
    assert_eq!(config.quality.cors_origins.join(","), given);
}

#[test]
fn invalid_faults_of_the_simulation_are_named() {
    for (option, value, named) in [
        ("--mock-stale", "2", "`MOCK_STALE` is `2`"),
        ("--mock-ghosts", "nan", "`MOCK_GHOSTS` is `NaN`"),
        ("--mock-negative-gauges", "7", "`MOCK_NEGATIVE_GAUGES` is `7`"),
        ("--mock-node-restarts", "1", "`MOCK_NODE_RESTARTS` is `1`"),
        ("--mock-node-restarts", "inf", "`MOCK_NODE_RESTARTS` is `inf`"),
    ] {
        let error = refused(flags(&[option, value]));
        assert!(error.contains(named), "{named}: {error}");
    }
    for good in ["0", "2", "10080"] {
        assert!(Config::check(flags(&["--mock-node-restarts", good])).is_ok(), "{good}");
    }
}

#[test]
fn a_node_that_is_named_twice_is_refused() {
    let twice = "http://a:1/m,http://u:p@a:1/m?x";
    assert!(refused(livekit(&["--livekit-metrics-urls", twice])).contains("`a` twice"));
}

#[test]
fn several_deployments_have_names_and_keys_of_their_own() {
    let text = |name: &str, key: &str| {
        format!(
            "[[deployment]]\nname = \"{name}\"\nregion = \"eu\"\nurl = \"wss://{name}.example.com\"\n\
             [[deployment.key]]\napi_key = \"{key}\"\napi_secret = \"{SECRET}\"\n"
        )
    };
    let two = |a: &str, b: &str| file(&format!("{a}{b}")).expect("known keys");
    let config = Config::check(two(&text("a", "K1"), &text("b", "K2"))).expect("it works");
    assert_eq!(config.deployments.len(), 2);
    assert!(refused(two(&text("a", "K1"), &text("a", "K2"))).contains("`a` is configured twice"));
    let same = Config::check(two(&text("a", "K1"), &text("b", "K1"))).expect("paths tell apart");
    assert_eq!(same.deployments.len(), 2);
    let key = format!("[[deployment.key]]\napi_key = \"K1\"\napi_secret = \"{SECRET}\"\n");
    assert!(refused(two(&text("a", "K1"), &key)).contains("`K1` of `a` is configured twice"));
    assert!(refused(file(&text("a b", "K1")).expect("known keys")).contains("`a b`"));
}

#[test]
fn what_is_printed_holds_no_secret_and_can_be_read_again() {
    let mut options = livekit(&["--database-url", "postgres://me:hunter22@db/console"]);
    options.redis_url = Some("redis://:hunter22@redis".to_owned());
    options.mock_mode = Some(true);
    let config = Config::check(options).expect("it works");
    let printed = config.redacted();
    assert!(!printed.contains(SECRET) && !printed.contains("hunter22"), "{printed}");
    assert!(printed.contains("***"));
    toml::from_str::<toml::Table>(&printed).expect("it is TOML");
}

#[test]
fn the_example_file_names_every_option_with_its_default() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/console.example.toml");
    let text = std::fs::read_to_string(path).expect("the example is there");
    // Each option is commented out in the example; uncommented, it must equal the default.
    let lines = text.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line));
    let given = file(&lines.collect::<Vec<_>>().join("\n")).expect("known keys");
    let default = Config::check(Options::default()).expect("defaults work");
    let example = Config::check(given).expect("the example works");
    let settings = |config: &Config| {
        let mut table: toml::Table = config.redacted().parse().expect("it is TOML");
        table.remove("deployment");
        table.remove("auth");
        table
    };
    assert_eq!(settings(&example), settings(&default));
    for name in settings(&default).keys() {
        assert!(text.contains(&format!("#: {name} = ")), "`{name}` is not in the example");
    }
}

const RULE: &str = "[[alert_rule]]\nname = \"crowded\"\nmeasure = \"room_participants\"\n\
    comparison = \"above\"\nthreshold = 40.0\nseverity = \"warning\"\n";

const SLACK: &str = "[[receiver]]\nname = \"ops\"\n[receiver.target]\ntype = \"slack\"\n\
    url = \"https://hooks.slack.com/services/T0/B0/s3cret\"\n";

#[test]
fn each_rule_names_its_origin() {
    use crate::model::Origin::{Builtin, Environment, File};
    let given = flags(&["--alert-high-participant-threshold", "7"])
        .or(file(&format!("alert_room_duration_warning_minutes = 9\n{RULE}")).expect("known keys"));
    let config = Config::check(given).expect("it works");
    let rule = |name: &str| {
        let matching = config.alerts.rules.iter().find(|(_, rule)| rule.name == name);
        matching.map(|(origin, rule)| (*origin, rule.threshold)).expect(name)
    };
    assert_eq!(rule("high_disconnect_rate"), (Builtin, 0.1));
    assert_eq!(rule("high_participant_count"), (Environment, 7.0));
    assert_eq!(rule("long_running_room"), (File, 9.0));
    assert_eq!(rule("crowded"), (File, 40.0));
}

#[test]
fn an_invalid_rule_or_receiver_is_refused_by_name() {
    for (text, named) in [
        (RULE.replace("40.0", "-1.0"), "alert_rule `crowded`: `threshold` is -1"),
        (RULE.replace("crowded", "Crowded!"), "`name` is `Crowded!`"),
        (RULE.replace("crowded", "measures"), "no alert_rule may be called `measures`"),
        (format!("{RULE}message = \"{{{{ nothing }}}}\"\n"), "`message`"),
        (format!("{RULE}{RULE}"), "two alert_rules are called `crowded`"),
        (
            format!("{RULE}[alert_rule.scope]\ndeployment = \"elsewhere\"\n"),
            "`elsewhere`, which is not watched",
        ),
        (SLACK.replace("slack", "pigeon"), "receiver `ops`"),
        (SLACK.replace("https://", "ftp://"), "receiver `ops`"),
        (SLACK.replace("url =", "url_file ="), "`url_file`: cannot read"),
        (format!("{SLACK}url_file = \"/x\"\n"), "`url` and `url_file`: give only one"),
        (format!("{SLACK}{SLACK}"), "two receivers are called `ops`"),
        (SLACK.replace("\"ops\"", "\"test\""), "receiver `test`"),
    ] {
        let error = refused(file(&text).expect("known keys"));
        assert!(error.contains(named), "{named}: {error}");
        assert!(!error.contains("s3cret"), "{error}");
    }
    let error = file(&RULE.replace("room_participants", "mood")).expect_err("an unknown measure");
    assert!(error.contains("mood"), "{error}");
}

#[test]
fn rules_and_receivers_are_printed_without_secrets() {
    let given = file(&format!("{RULE}{SLACK}")).expect("known keys");
    let config = Config::check(flags(&["--alert-heartbeat-url", "https://beat/s3cret"]).or(given));
    let text = config.expect("it works").redacted();
    assert!(text.contains("crowded") && text.contains("hooks.slack.com"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}
