//! Removes secrets from what LiveKit sends before anything stores, logs or shows it.
//!
//! A full room carries a TURN password, an ingress its stream key; an automatic egress that could
//! not start carries the raw keys of its storage. Fields that LiveKit's definitions mark as secret
//! (`marks`) are emptied everywhere. In egress requests, which contain credentials, only fields
//! that are known to be harmless are kept, and URLs are masked as LiveKit masks them (`urls`). It
//! is one pass over the text: everything else stays the same, byte for byte.

mod marks;
#[cfg(test)]
mod tests;
mod urls;

use std::borrow::Cow;

use memchr::{memchr2, memmem};

use marks::{Folded, may_matter};

/// The deepest nesting of objects and arrays that is accepted: LiveKit's own is about ten, and
/// neither our reader nor the databases accept unlimited nesting.
pub(super) const MAX_DEPTH: usize = 100;

/// The part of an event that an object or array belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Anything else: only secrets are removed.
    Plain,
    /// The description of an egress.
    Egress,
    /// The request or the results of an egress: only known fields are kept.
    EgressDetail,
    /// A storage: only known fields are kept.
    Storage,
    /// The description of an ingress.
    Ingress,
}

/// `json` with every secret emptied; `None` if it is nested deeper than [`MAX_DEPTH`].
///
/// `json` must be valid JSON. Other text is only changed where something looks like a secret's
/// value.
pub fn redact(json: &str) -> Option<Cow<'_, str>> {
    let bytes = json.as_bytes();
    let mut edited = Edited { json, out: None, copied: 0 };
    let mut scopes = [Scope::Plain; MAX_DEPTH + 1];
    // The scope of the next value.
    let mut scope = Scope::Plain;
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = string_end(bytes, at);
                let text = json.get(at + 1..end).unwrap_or_default();
                if let Some(value) = value_of(bytes, end + 1) {
                    match scope_of(scopes[depth], text) {
                        Some(inner) => {
                            scope = inner;
                            at = end;
                        }
                        None => at = edited.empty(value, MAX_DEPTH - depth)?,
                    }
                } else {
                    if scope != Scope::Plain {
                        edited.mask(at, end, text);
                    }
                    at = end;
                }
            }
            b'{' | b'[' => {
                depth += 1;
                *scopes.get_mut(depth)? = scope;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                scope = scopes[depth];
            }
            b',' => scope = scopes[depth],
            _ => {}
        }
        at += 1;
    }
    Some(match edited.out {
        None => Cow::Borrowed(json),
        Some(mut out) => {
            out.push_str(&json[edited.copied..]);
            Cow::Owned(out)
        }
    })
}

/// Whether a field of this name is emptied everywhere.
pub(super) fn is_secret(name: &str) -> bool {
    may_matter(name) && Folded::new(name).is_secret()
}

/// `text` with the secret parts of its URLs masked.
pub fn masked(text: &str) -> Cow<'_, str> {
    urls::mask(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The scope of the value of the field `key`, still escaped, in `scope`; `None` if the value is to
/// be emptied.
fn scope_of(scope: Scope, key: &str) -> Option<Scope> {
    let key = if key.contains('\\') {
        Cow::Owned(unescaped(key).unwrap_or_default())
    } else {
        Cow::Borrowed(key)
    };
    if matches!(scope, Scope::Plain | Scope::Ingress) && !may_matter(&key) {
        return Some(scope);
    }
    let name = Folded::new(&key);
    if name.is_secret() {
        return None;
    }
    match scope {
        Scope::Plain if name.is("egressinfo") => Some(Scope::Egress),
        Scope::Plain if name.is("ingressinfo") => Some(Scope::Ingress),
        Scope::Plain if name.is("storage") => Some(Scope::EgressDetail),
        Scope::Plain | Scope::EgressDetail | Scope::Storage if name.is_storage() => {
            Some(Scope::Storage)
        }
        Scope::Plain | Scope::Ingress => Some(scope),
        Scope::Egress => Some(Scope::EgressDetail),
        Scope::EgressDetail => name.is_harmless().then_some(Scope::EgressDetail),
        Scope::Storage => name.is_harmless_of_storage().then_some(Scope::Storage),
    }
}

/// The redacted text.
struct Edited<'a> {
    json: &'a str,
    /// The changed copy; `None` while nothing was changed.
    out: Option<String>,
    /// The number of bytes of `json` that are in `out`.
    copied: usize,
}

impl Edited<'_> {
    /// Replaces `json[from..to]` by `text`.
    fn replace(&mut self, from: usize, to: usize, text: &str) {
        let out = self.out.get_or_insert_with(|| String::with_capacity(self.json.len()));
        out.push_str(&self.json[self.copied..from]);
        out.push_str(text);
        self.copied = to;
    }

    /// Empties the value that begins at `at`, which may be `depth` deep at most; returns where it
    /// ends.
    fn empty(&mut self, at: usize, depth: usize) -> Option<usize> {
        let bytes = self.json.as_bytes();
        match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at).min(bytes.len());
                if end > at + 1 {
                    self.replace(at + 1, end, "");
                }
                Some(end)
            }
            open @ (b'{' | b'[') => {
                let end = container_end(bytes, at, depth)?;
                if end > at + 1 && end < bytes.len() {
                    self.replace(at, end, if open == b'{' { "{" } else { "[" });
                }
                Some(end)
            }
            _ => {
                let ends =
                    |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
                let end = bytes[at..].iter().position(ends).map_or(bytes.len(), |more| at + more);
                // A boolean is harmless; a number may be a PIN.
                if bytes[at] == b'-' || bytes[at].is_ascii_digit() {
                    self.replace(at, end, "null");
                }
                Some(end - 1)
            }
        }
    }

    /// Masks the URLs in the string between the quotes at `from` and `to`.
    fn mask(&mut self, from: usize, to: usize, text: &str) {
        let plain = if text.contains('\\') {
            unescaped(text).map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(text))
        };
        // A string that cannot be parsed may contain a secret.
        let masked = match plain {
            None => Some(String::new()),
            Some(plain) if memmem::find(plain.as_bytes(), b"://").is_some() => urls::mask(&plain),
            Some(_) => None,
        };
        if let Some(masked) = masked
            && let Ok(quoted) = serde_json::to_string(&masked)
            && to < self.json.len()
        {
            self.replace(from, to, &quoted[..quoted.len() - 1]);
        }
    }
}

/// The text of an escaped string; `None` if it is invalid.
fn unescaped(text: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{text}\"")).ok()
}

/// The position of the quote that ends the string beginning at `quote`, or the end of the text.
fn string_end(bytes: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        if bytes[at + offset] == b'"' {
            return at + offset;
        }
        at += offset + 2;
    }
    bytes.len()
}

/// The end of the object or array that begins at `at`, or the end of the text; `None` if it is
/// nested deeper than `depth`.
fn container_end(bytes: &[u8], mut at: usize, depth: usize) -> Option<usize> {
    let mut open = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'{' | b'[' => {
                open += 1;
                if open > depth {
                    return None;
                }
            }
            b'}' | b']' => {
                open -= 1;
                if open == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Some(bytes.len())
}

/// Where the value begins that follows a colon at `at`, if one does.
fn value_of(bytes: &[u8], at: usize) -> Option<usize> {
    let colon = at + bytes.get(at..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if bytes[colon] != b':' {
        return None;
    }
    Some(colon + 1 + bytes[colon + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?)
}
