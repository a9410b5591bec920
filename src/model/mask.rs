//! Masks telephone numbers: identities of callers and names of their rooms contain them.

use std::borrow::Cow;

use serde_json::Value;

/// How many digits a telephone number has (E.164 allows 15 at most); fewer are an extension, a
/// year, a count.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// How many digits of a number remain, so that two callers can be told apart.
const SHOWN: usize = 2;

/// Endings of field names whose digits are no telephone number: ids, times, hashes, sizes.
#[rustfmt::skip]
const MACHINE_FIELDS: [&str; 16] = [
    "id", "Id", "Sid", "_at", "At", "_ms", "Ms", "_ns", "Ns", "Time", "hash", "version", "size",
    "rule", "url", "URL",
];

/// `text` with `***` and its last two digits in the place of each telephone number: 7 to 15 digits,
/// behind a `+` also with spaces, `-`, `.` and brackets between them.
pub fn mask_numbers(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut out: Option<String> = None;
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at].is_ascii_digit()
            && let Some(end) = uuid_around(text, at)
        {
            at = end;
        } else if let Some((end, digits)) = number_at(bytes, at) {
            let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
            out.push_str(&text[copied..at]);
            out.push_str("***");
            out.push_str(&digits[digits.len() - SHOWN..]);
            (copied, at) = (end, end);
        } else {
            // A longer run of digits contains no number from its second digit on, either.
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            at += usize::from(at < bytes.len() && !bytes[at].is_ascii_digit());
        }
    }
    match out {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(&text[copied..]);
            Cow::Owned(out)
        }
    }
}

/// Where the UUID ends that `at` is within, if it is within one: half of its digits are decimal.
fn uuid_around(text: &str, at: usize) -> Option<usize> {
    let is_of_it = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    let bytes = text.as_bytes();
    let start = bytes[..at].iter().rposition(|byte| !is_of_it(byte)).map_or(0, |before| before + 1);
    let length = bytes[at..].iter().position(|byte| !is_of_it(byte));
    let end = length.map_or(bytes.len(), |length| at + length);
    let token = text.get(start..end).filter(|token| token.len() == 36)?;
    uuid::Uuid::try_parse(token).ok().map(|_uuid| end)
}

/// Where the number that begins at `start` ends, and its digits.
fn number_at(bytes: &[u8], start: usize) -> Option<(usize, String)> {
    let is_international = bytes[start] == b'+';
    let mut at = start + usize::from(is_international);
    let (mut end, mut digits) = (at, String::new());
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                digits.push(char::from(*byte));
                end = at + 1;
            }
            // One separator between two digits, two at a bracket.
            b' ' | b'-' | b'.' | b'(' | b')' | b'/'
                if is_international && !digits.is_empty() && at < end + 2 => {}
            _ => break,
        }
        at += 1;
    }
    DIGITS.contains(&digits.len()).then_some((end, digits))
}

/// Masks every text within `value`, except fields named as in [`MACHINE_FIELDS`]. A text that is
/// JSON itself (a body, metadata) is parsed and masked as JSON.
pub fn mask_value(value: &mut Value) {
    match value {
        Value::String(text) => {
            let masked = mask_cell("", text);
            if let Cow::Owned(masked) = masked {
                *text = masked;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_value),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if field.is_string() && is_machine_field(name) {
                    continue;
                }
                if name.ends_with("honeNumber") && field.is_string() {
                    // Masked whatever it contains: extensions are short.
                    *field = Value::from("***");
                    continue;
                }
                mask_value(field);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// `text`, the value of the field `name`, masked.
pub fn mask_cell<'a>(name: &str, text: &'a str) -> Cow<'a, str> {
    if is_machine_field(name) {
        return Cow::Borrowed(text);
    }
    if text.starts_with(['{', '['])
        && let Ok(mut inner) = serde_json::from_str::<Value>(text)
    {
        let before = inner.clone();
        mask_value(&mut inner);
        return if inner == before { Cow::Borrowed(text) } else { Cow::Owned(inner.to_string()) };
    }
    mask_numbers(text)
}

fn is_machine_field(name: &str) -> bool {
    MACHINE_FIELDS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{mask_cell, mask_numbers, mask_value};

    #[test]
    fn telephone_numbers_are_masked_and_nothing_else() {
        for (text, masked) in [
            ("sip_+15551234567", "sip_***67"),
            ("call-_+15551234567_abc", "call-_***67_abc"),
            ("call 15551234567.", "call ***67."),
            ("+1 (555) 123-4567 called", "***67 called"),
            ("+49 30 901820", "***20"),
            ("two: +15551234567, +15551234568", "two: ***67, ***68"),
            ("since 2026-11-22T20:11:40.123Z", "since 2026-11-22T20:11:40.123Z"),
            ("room 42 has 150 participants + 3", "room 42 has 150 participants + 3"),
            ("1795377000000000000 ns", "1795377000000000000 ns"),
            (
                "alert 0192f3aa-7c1e-7000-8123-123456789012 of",
                "alert 0192f3aa-7c1e-7000-8123-123456789012 of",
            ),
            ("Störung – 会議", "Störung – 会議"),
            ("+", "+"),
            ("", ""),
        ] {
            assert_eq!(mask_numbers(text), masked);
        }
    }

    #[test]
    fn ids_and_times_are_not_masked_and_json_within_text_is() {
        let mut value = json!({
            "id": "EV_1234567", "participant_sid": "PA_12345678", "createdAt": "1795377000",
            "creationTimeMs": "1795377000123", "identity": "sip_+15551234567", "count": 15_551_234,
            "attributes": {"sip.phoneNumber": "101", "sip.trunkPhoneNumber": "+15550000000"},
            "metadata": "{\"from\":\"+15551234567\",\"joinedAt\":\"1795377000\"}",
        });
        mask_value(&mut value);
        let expected = json!({
            "id": "EV_1234567", "participant_sid": "PA_12345678", "createdAt": "1795377000",
            "creationTimeMs": "1795377000123", "identity": "sip_***67", "count": 15_551_234,
            "attributes": {"sip.phoneNumber": "***", "sip.trunkPhoneNumber": "***"},
            "metadata": "{\"from\":\"***67\",\"joinedAt\":\"1795377000\"}",
        });
        assert_eq!(value, expected);
        assert_eq!(mask_cell("room_sid", "RM_12345678"), "RM_12345678");
        assert_eq!(mask_cell("room_name", "call-15551234567"), "call-***67");
    }
}
