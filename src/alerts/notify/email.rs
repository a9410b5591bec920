//! E-mail: a message with a plain text and an HTML part in the thread of its group, sent to a
//! server address that the guard has checked.

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

use super::client::SendOutcome;
use super::message::{LISTED_ALERTS, Message};
use super::smtp::{self, Failure};
use crate::model::line;
use crate::net::guard::{Guard, ResolveError, is_host};

/// Characters of a subject, at most.
const SUBJECT_CHARACTERS: usize = 200;

/// Recipients of one receiver, at most.
pub const ADDRESSES: usize = 50;

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, which must succeed.
    StartTls,
    /// No encryption.
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
    /// Parses `smtp://host:587`, `smtps://host:465` or `smtp+plain://host:25`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shown = line(text, 100);
        let form = "use `smtp://mail.example.com:587`, `smtps://…:465` or `smtp+plain://…:25`";
        let url = Url::parse(text).map_err(|error| format!("`{shown}`: {error}: {form}"))?;
        let (encryption, port) = match url.scheme() {
            "smtps" => (Encryption::Tls, 465),
            "smtp" => (Encryption::StartTls, 587),
            "smtp+plain" => (Encryption::None, 25),
            other => return Err(format!("`{other}` is not a scheme of a mail server: {form}")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "it holds a user name or password: use `username` and `password`".to_owned()
            );
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

/// Sender, recipients and credentials of an e-mail.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// The sender's address.
    pub from: &'a str,
    /// The addresses it goes to.
    pub to: &'a [String],
    /// User name and password at the server; `None` logs in without.
    pub credentials: Option<(&'a str, &'a str)>,
}

/// Parses an address; an error says what is wrong with it.
pub fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|error| format!("`{}` is not an address: {error}", line(text, 100)))
}

/// Composes the e-mail. The same message gives the same id and the same bytes.
pub fn compose(message: &Message<'_>, mail: &Mail<'_>) -> Result<lettre::Message, String> {
    let from = address(mail.from)?;
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
    for to in mail.to {
        builder = builder.to(Mailbox::new(None, address(to)?));
    }
    let parts = MultiPart::alternative()
        .boundary(format!("part-{own}"))
        .singlepart(SinglePart::plain(format!("{title}\n\n{}\n", message.text())))
        .singlepart(SinglePart::html(page(message, &title)));
    builder.multipart(parts).map_err(|error| line(&error.to_string(), 200))
}

/// A hash of the parts: 32 hexadecimal digits.
fn hash(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex::encode(&digest.finalize()[..16])
}

/// Escapes `text` for HTML, attributes included.
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
        let listed = message.items.iter().take(LISTED_ALERTS).map(|item| {
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
        let list: String = listed.collect();
        let more = message.items.len().saturating_sub(LISTED_ALERTS);
        let rest = if more > 0 { format!("<p>… and {more} more</p>") } else { String::new() };
        format!("<ul>{list}</ul>{rest}")
    };
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"></head><body>\
         <h3>{}</h3>{body}</body></html>",
        escaped(title)
    )
}

/// Sends the e-mail; the caller limits the time.
pub(super) async fn send(
    guard: &Guard,
    server: &Server,
    message: &Message<'_>,
    mail: &Mail<'_>,
) -> SendOutcome {
    let composed = match compose(message, mail) {
        Ok(composed) => composed,
        Err(error) => return SendOutcome::Refused { error },
    };
    let addresses = match guard.resolve(&server.host, server.port).await {
        Ok(addresses) => addresses,
        Err(ResolveError::Denied(denied)) => {
            return SendOutcome::Refused { error: denied.to_string() };
        }
        Err(error) => return SendOutcome::Retry { error: error.to_string(), after: None },
    };
    let mut last = "the server's name has no address".to_owned();
    for address in addresses {
        match hand_over(server, address, &composed, mail).await {
            Ok(response) => return SendOutcome::Sent { response },
            Err(Failure::Smtp(error)) if error.is_permanent() || error.is_client() => {
                return SendOutcome::Refused { error: error.to_string() };
            }
            Err(Failure::Smtp(error)) => last = error.to_string(),
            Err(Failure::Unreachable(error)) => last = error,
        }
    }
    SendOutcome::Retry { error: last, after: None }
}

async fn hand_over(
    server: &Server,
    address: std::net::SocketAddr,
    composed: &lettre::Message,
    mail: &Mail<'_>,
) -> Result<String, Failure> {
    let hello = ClientId::Domain("livekit-console".to_owned());
    let encrypted = Some(server.host.as_str()).filter(|_| server.encryption == Encryption::Tls);
    let connecting = smtp::connect(address, encrypted, &hello);
    let mut connection = connecting.await?;
    if server.encryption == Encryption::StartTls {
        connection.starttls(TlsParameters::new(server.host.clone())?, &hello).await?;
    }
    if let Some((name, password)) = mail.credentials {
        let credentials = Credentials::new(name.to_owned(), password.to_owned());
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
    }
    let envelope: &Envelope = composed.envelope();
    let response = connection.send(envelope, &composed.formatted()).await?;
    // The server has accepted the e-mail: the response to QUIT changes nothing.
    let _ = connection.quit().await;
    let words: Vec<&str> = response.message().collect();
    Ok(format!("{} {}", response.code(), words.join(" ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Encryption, Mail, Server, address, compose};
    use crate::alerts::notify::message::{Item, Message};
    use crate::alerts::notify::trial;
    use crate::model::{Millis, Notice, Receiver};

    #[test]
    fn a_server_is_an_encryption_a_host_and_a_port() {
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

    fn mail(id: &str, room: &str, fields: &serde_json::Value) -> String {
        let mut body = json!({"name": "mail", "target": {"type": "email",
            "server": "smtp://x", "from": "console@example.com", "to": ["ops@example.com"]}});
        for (name, value) in fields.as_object().expect("an object") {
            body[name] = value.clone();
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
        let mail = Mail { from: "console@example.com", to: &to, credentials: None };
        let composed = compose(&message, &mail).expect("a mail");
        String::from_utf8(composed.formatted()).expect("text")
    }

    fn header<'a>(mail: &'a str, name: &str) -> Vec<&'a str> {
        let head = mail.split("\r\n\r\n").next().expect("a head");
        head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
    }

    #[test]
    fn the_same_message_is_the_same_letter_and_a_group_is_one_thread() {
        let one = mail("m1", "demo", &json!({}));
        assert_eq!(one, mail("m1", "demo", &json!({})));
        let two = mail("m2", "demo", &json!({}));
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
                let mail = mail("m\r\nX: y", room, &own);
                let head = mail.split("\r\n\r\n").next().expect("a head");
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
                    let html = mail.split("text/html").nth(1).expect("a page");
                    assert!(!html.contains(tag), "{html}");
                }
                assert!(mail.lines().all(|line| line.len() <= 998));
            }
        }
    }
}
