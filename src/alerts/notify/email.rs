//! E-mail: a text and a page in one message, put into the thread of its group, over a connection to
//! an address that was looked at.

use std::time::{Duration, SystemTime};

use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::TlsParameters;
use lettre::transport::smtp::extension::ClientId;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::client::Outcome;
use super::message::{Message, TOLD_ONE_BY_ONE};
use super::smtp::{self, Failure};
use crate::model::line;
use crate::net::guard::{Guard, ResolveError, is_host};

/// Of a subject, characters.
const SUBJECT_CHARACTERS: usize = 200;

/// Addresses of one receiver.
pub const ADDRESSES: usize = 50;

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// From the first byte.
    Tls,
    /// From STARTTLS on, which must succeed.
    StartTls,
    /// Not at all.
    None,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// How the connection to it is encrypted.
    pub encryption: Encryption,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
}

impl Server {
    /// From `smtp://host:587`, `smtps://host:465` or `smtp+plain://host:25`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shown = line(text, 100);
        let form = "as in `smtp://mail.example.com:587`, `smtps://…:465` or `smtp+plain://…:25`";
        let url = Url::parse(text).map_err(|error| format!("`{shown}`: {error}: {form}"))?;
        let (encryption, port) = match url.scheme() {
            "smtps" => (Encryption::Tls, 465),
            "smtp" => (Encryption::StartTls, 587),
            "smtp+plain" => (Encryption::None, 25),
            other => return Err(format!("`{other}` is no way to send e-mail: {form}")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it holds a user name or password: give them by themselves".to_owned());
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(format!("`{shown}` has more than a host and a port: {form}"));
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        if !is_host(host) && host.parse::<std::net::IpAddr>().is_err() {
            return Err(format!("`{shown}` has no host name: {form}"));
        }
        Ok(Self { encryption, host: host.to_owned(), port: url.port().unwrap_or(port) })
    }
}

/// Who sends to whom.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The sender's address.
    pub from: &'a str,
    /// The addresses it goes to.
    pub to: &'a [String],
    /// Name and password at the server.
    pub credentials: Option<(&'a str, &'a str)>,
}

/// An address, or what is wrong with it.
pub fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|error| format!("`{}` is no address: {error}", line(text, 100)))
}

/// The letter as it is sent. The same message has the same id and the same bytes.
pub fn compose(message: &Message<'_>, letter: &Letter<'_>) -> Result<lettre::Message, String> {
    let from = address(letter.from)?;
    let domain = from.domain().to_owned();
    let title = line(&message.title(), SUBJECT_CHARACTERS);
    let thread = hash(&[&message.receiver.name, message.group_key]);
    let own = hash(&[message.id]);
    let root = format!("<thread-{thread}@{domain}>");
    let seconds = u64::try_from(message.now.clamped().0 / 1000).unwrap_or(0);
    let mut builder = lettre::Message::builder()
        .from(Mailbox::new(None, from))
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(format!("<message-{own}@{domain}>")))
        .in_reply_to(root.clone())
        .references(root)
        .subject(title.clone())
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    for to in letter.to {
        builder = builder.to(Mailbox::new(None, address(to)?));
    }
    let parts = MultiPart::alternative()
        .boundary(format!("part-{own}"))
        .singlepart(SinglePart::plain(format!("{title}\n\n{}\n", message.text())))
        .singlepart(SinglePart::html(page(message, &title)));
    builder.multipart(parts).map_err(|error| line(&error.to_string(), 200))
}

/// 32 hexadecimal digits that name the parts.
fn hash(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex::encode(&digest.finalize()[..16])
}

/// `text` as it may stand in a page, in an attribute too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            sign => out.push(sign),
        }
    }
    out
}

fn page(message: &Message<'_>, title: &str) -> String {
    let link = |url: &str, word: &str| format!(" <a href=\"{}\">{word}</a>", escaped(url));
    let body = if message.receiver.text.is_some() {
        format!("<p style=\"white-space:pre-wrap\">{}</p>", escaped(&message.text()))
    } else {
        let told = message.items.iter().take(TOLD_ONE_BY_ONE).map(|item| {
            let console = message.link(&item.alert).map(|url| link(&url, "Open"));
            let runbook = item.alert.runbook_url.as_deref().map(|url| link(url, "Runbook"));
            format!(
                "<li><b>{}</b> ({}): {}{}{}</li>",
                escaped(&Message::head(item)),
                item.alert.severity.as_str(),
                escaped(&line(&item.alert.message, 1000)),
                console.unwrap_or_default(),
                runbook.unwrap_or_default(),
            )
        });
        let list: String = told.collect();
        let more = message.items.len().saturating_sub(TOLD_ONE_BY_ONE);
        let rest = if more > 0 { format!("<p>… and {more} more</p>") } else { String::new() };
        format!("<ul>{list}</ul>{rest}")
    };
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"></head><body>\
         <h3>{}</h3>{body}</body></html>",
        escaped(title)
    )
}

/// Hands the letter to the server; the caller limits the time.
pub(super) async fn send(
    guard: &Guard,
    server: &Server,
    message: &Message<'_>,
    letter: &Letter<'_>,
) -> Outcome {
    let composed = match compose(message, letter) {
        Ok(composed) => composed,
        Err(error) => return Outcome::Refused { error },
    };
    let addresses = match guard.resolve(&server.host, server.port).await {
        Ok(addresses) => addresses,
        Err(ResolveError::Denied(denied)) => return Outcome::Refused { error: denied.to_string() },
        Err(error) => return Outcome::Retry { error: error.to_string(), after: None },
    };
    let mut last = "it has no address".to_owned();
    for address in addresses {
        match hand_over(server, address, &composed, letter).await {
            Ok(answer) => return Outcome::Sent { answer },
            Err(Failure::Notified(error)) if error.is_permanent() || error.is_client() => {
                return Outcome::Refused { error: error.to_string() };
            }
            Err(Failure::Notified(error)) => last = error.to_string(),
            Err(Failure::NotReached(error)) => last = error,
        }
    }
    Outcome::Retry { error: last, after: None }
}

async fn hand_over(
    server: &Server,
    address: std::net::SocketAddr,
    composed: &lettre::Message,
    letter: &Letter<'_>,
) -> Result<String, Failure> {
    let hello = ClientId::Domain("livekit-console".to_owned());
    let encrypted = Some(server.host.as_str()).filter(|_| server.encryption == Encryption::Tls);
    let connecting = smtp::connect(address, encrypted, &hello);
    let mut connection = connecting.await?;
    if server.encryption == Encryption::StartTls {
        connection.starttls(TlsParameters::new(server.host.clone())?, &hello).await?;
    }
    if let Some((name, password)) = letter.credentials {
        let credentials = Credentials::new(name.to_owned(), password.to_owned());
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
    }
    let envelope: &Envelope = composed.envelope();
    let response = connection.send(envelope, &composed.formatted()).await?;
    // It has the letter: what it says to a farewell alters nothing.
    let _ = connection.quit().await;
    let words: Vec<&str> = response.message().collect();
    Ok(format!("{} {}", response.code(), words.join(" ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Encryption, Letter, Server, address, compose};
    use crate::alerts::notify::message::{Item, Message};
    use crate::alerts::notify::trial;
    use crate::model::{Millis, Notice, Receiver};

    #[test]
    fn a_server_is_a_way_a_host_and_a_port() {
        for (text, encryption, host, port) in [
            ("smtp://mail.example.com", Encryption::StartTls, "mail.example.com", 587),
            ("smtps://mail.example.com", Encryption::Tls, "mail.example.com", 465),
            ("smtp+plain://relay:2525/", Encryption::None, "relay", 2525),
            ("smtp://[::1]:25", Encryption::StartTls, "::1", 25),
            ("smtp://10.0.0.1", Encryption::StartTls, "10.0.0.1", 587),
        ] {
            let expected = Server { encryption, host: host.to_owned(), port };
            assert_eq!(Server::parse(text), Ok(expected), "{text}");
        }
        for (text, part) in [
            ("mail.example.com", "smtp://"),
            ("https://mail.example.com", "`https`"),
            ("smtp://user:pw@mail", "user name"),
            ("smtp://mail/path", "more than"),
            ("smtp://mail?x", "more than"),
            ("smtp://", "host"),
            ("smtp://a%0d%0ab", "host"),
        ] {
            let fault = Server::parse(text).expect_err(text);
            assert!(fault.contains(part) && !fault.contains("pw"), "{fault}");
        }
    }

    #[test]
    fn an_address_holds_nothing_but_an_address() {
        address("ops@example.com").expect("an address");
        for text in ["ops", "a@b\r\nBcc: c@d", "Ops <ops@example.com>", "a b@c.d", "", "@x"] {
            address(text).expect_err(text);
        }
    }

    fn letter(id: &str, room: &str, members: &serde_json::Value) -> String {
        let mut body = json!({"name": "mail", "target": {"type": "email",
            "server": "smtp://x", "from": "console@example.com", "to": ["ops@example.com"]}});
        for (name, member) in members.as_object().expect("an object") {
            body[name] = member.clone();
        }
        let receiver: Receiver = serde_json::from_value(body).expect("a receiver");
        let mut alert = trial::alert(Millis(0));
        alert.message = room.to_owned();
        alert.deployment = Some(room.to_owned());
        let items = [Item { notice: Notice::Fired, alert }];
        let message = Message {
            id,
            receiver: &receiver,
            group_key: "k",
            items: &items,
            console_url: Some("https://console.example/\"><script>"),
            now: Millis(0),
        };
        let to = ["ops@example.com".to_owned(), "two@example.com".to_owned()];
        let letter = Letter { from: "console@example.com", to: &to, credentials: None };
        let composed = compose(&message, &letter).expect("a letter");
        String::from_utf8(composed.formatted()).expect("text")
    }

    fn header<'a>(letter: &'a str, name: &str) -> Vec<&'a str> {
        let head = letter.split("\r\n\r\n").next().expect("a head");
        head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
    }

    #[test]
    fn the_same_message_is_the_same_letter_and_a_group_is_one_thread() {
        let one = letter("m1", "demo", &json!({}));
        assert_eq!(one, letter("m1", "demo", &json!({})));
        let two = letter("m2", "demo", &json!({}));
        assert_ne!(header(&one, "Message-ID"), header(&two, "Message-ID"));
        assert_eq!(header(&one, "In-Reply-To"), header(&two, "In-Reply-To"));
        assert_eq!(header(&one, "References"), header(&one, "In-Reply-To"));
        assert_eq!(header(&one, "To"), ["ops@example.com, two@example.com"]);
        assert!(one.contains("multipart/alternative"));
        assert!(one.contains("text/plain") && one.contains("text/html"));
    }

    #[test]
    fn no_name_adds_a_header_or_a_tag() {
        for room in [
            "a\r\nBcc: evil@example.com\r\n\r\n<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "=?utf-8?q?=0D=0ABcc:_evil?=",
            &"😀\n".repeat(10_000),
            &"x".repeat(10_000),
            ".\r\n.\r\n",
        ] {
            for own in
                [json!({}), json!({"title": "{{ deployment }}", "text": "{{ alerts[0].message }}"})]
            {
                let letter = letter("m\r\nX: y", room, &own);
                let head = letter.split("\r\n\r\n").next().expect("a head");
                let names: Vec<_> = head
                    .lines()
                    .filter(|line| !line.starts_with([' ', '\t']))
                    .map(|line| line.split(':').next().expect("a name"))
                    .collect();
                let expected = [
                    "From",
                    "Date",
                    "Message-ID",
                    "In-Reply-To",
                    "References",
                    "Subject",
                    "Auto-Submitted",
                    "To",
                    "MIME-Version",
                    "Content-Type",
                ];
                assert!(names.iter().all(|name| expected.contains(name)), "{names:?}");
                assert_eq!(names.len(), expected.len(), "{names:?}");
                for tag in ["<script", "<img"] {
                    let html = letter.split("text/html").nth(1).expect("a page");
                    assert!(!html.contains(tag), "{html}");
                }
                assert!(letter.lines().all(|line| line.len() <= 998));
            }
        }
    }
}
