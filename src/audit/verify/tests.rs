//! A verification finds every change of a trail.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{Expected, SHOWN_PROBLEMS, TrailVerifier, Verification};
use crate::model::{AuditHead, AuditLine, Millis, NewAuditLine};

/// A trail of `length` lines; every fifth is a retention record that deleted nothing.
fn trail(length: u64) -> Vec<AuditLine> {
    let mut head = AuditHead::empty();
    let lines = (1..=length).map(|number| {
        let line = head.chain(NewAuditLine {
            at: Millis(1_800_000_000_000).plus(i64::try_from(number).expect("small")).to_utc(),
            kind: if number % 5 == 0 { "audit.retained" } else { "alert.fired" }.to_owned(),
            actor: "console".to_owned(),
            subject: format!("alert-{number}"),
            body: format!("{{\"through\":{number},\"hash\":\"{number}\"}}"),
        });
        head = line.head();
        line
    });
    lines.collect()
}

/// The trail after retention: without the first lines, with a retention record at its end.
fn retained(lines: &[AuditLine], through: usize) -> Vec<AuditLine> {
    let gone = lines[through - 1].head();
    let last = lines.last().expect("there are lines").head();
    let line = NewAuditLine {
        at: Millis(1_900_000_000_000).to_utc(),
        kind: "audit.retained".to_owned(),
        actor: "console".to_owned(),
        subject: "audit".to_owned(),
        body: format!("{{\"through\":{},\"hash\":\"{}\"}}", gone.sequence, gone.hash),
    };
    lines[through..].iter().cloned().chain([last.chain(line)]).collect()
}

fn end(lines: &[AuditLine]) -> AuditHead {
    lines.last().map_or_else(AuditHead::empty, AuditLine::head)
}

fn verify(lines: &[AuditLine], head: &AuditHead, expected: Option<&str>) -> Verification {
    let expected: Option<Expected> = expected.map(|text| text.parse().expect("a head"));
    let mut verifier = TrailVerifier::new(expected);
    for line in lines {
        verifier.take(line);
    }
    verifier.finish(head)
}

fn is_good(lines: &[AuditLine], head: &AuditHead) -> bool {
    verify(lines, head, None).problems_total == 0
}

/// Changes the character at this byte, or appends one if it is beyond the end.
fn altered(text: &mut String, at: usize) {
    let mut bytes: Vec<u8> = text.bytes().collect();
    let at = at % (bytes.len() + 1);
    match bytes.get_mut(at) {
        Some(byte) => *byte = if *byte == b'x' { b'y' } else { b'x' },
        None => bytes.push(b'x'),
    }
    *text = String::from_utf8(bytes).expect("the test's texts are ASCII");
}

proptest! {
    #[test]
    fn a_change_of_any_column_of_any_line_is_found(
        length in 1_u64..12, gone in 0_usize..6, line in 0_usize..14, column in 0_usize..7,
        at in 0_usize..90,
    ) {
        let whole = trail(length);
        let gone = gone.min(whole.len());
        let mut lines = if gone == 0 { whole } else { retained(&whole, gone) };
        let head = end(&lines);
        prop_assert!(is_good(&lines, &head));
        let line = line % lines.len();
        let changed = &mut lines[line];
        match column {
            0 => changed.sequence ^= 1 << (at % 60),
            1 => changed.at += TimeDelta::microseconds(1 << (at % 40)),
            2 => altered(&mut changed.kind, at),
            3 => altered(&mut changed.actor, at),
            4 => altered(&mut changed.subject, at),
            5 => altered(&mut changed.body, at),
            _ => altered(&mut changed.hash, at),
        }
        let sequence = lines[line].sequence;
        let verification = verify(&lines, &head, None);
        prop_assert!(verification.problems_total > 0, "{sequence} {column}");
        let problems = &verification.problems;
        prop_assert!(problems.iter().any(|it| it.contains("line")), "{problems:?}");
    }

    #[test]
    fn a_missing_line_is_found(length in 1_u64..12, gone in 0_usize..6, line in 0_usize..14) {
        let whole = trail(length);
        let gone = gone.min(whole.len());
        let mut lines = if gone == 0 { whole } else { retained(&whole, gone) };
        let head = end(&lines);
        lines.remove(line % lines.len());
        prop_assert!(!is_good(&lines, &head));
    }

    #[test]
    fn swapped_lines_are_found(
        length in 2_u64..12, one in 0_usize..12, other in 0_usize..12,
    ) {
        let mut lines = trail(length);
        let head = end(&lines);
        let (one, other) = (one % lines.len(), other % lines.len());
        // The store returns lines by number: there, only their contents are swapped.
        let mut held = lines.clone();
        held.swap(one, other);
        for (line, sequence) in held.iter_mut().zip(1..) {
            line.sequence = sequence;
        }
        lines.swap(one, other);
        prop_assert_eq!(is_good(&lines, &head), one == other);
        prop_assert_eq!(is_good(&held, &head), one == other);
    }

    #[test]
    fn a_rewritten_trail_is_found_by_a_head_that_was_saved(
        length in 1_u64..12, stored in 0_usize..12, changed in 0_usize..12,
    ) {
        let lines = trail(length);
        let stored = stored % lines.len();
        let expected = format!("{}:{}", lines[stored].sequence, lines[stored].hash);
        prop_assert_eq!(verify(&lines, &end(&lines), Some(&expected)).problems_total, 0);
        let changed = changed % lines.len();
        let mut head = AuditHead::empty();
        let mut forged = Vec::new();
        for (index, line) in lines.into_iter().enumerate() {
            let line = head.chain(NewAuditLine {
                at: line.at,
                kind: line.kind,
                actor: if index == changed { "mallory".to_owned() } else { line.actor },
                subject: line.subject,
                body: line.body,
            });
            head = line.head();
            forged.push(line);
        }
        prop_assert!(is_good(&forged, &head));
        let verification = verify(&forged, &head, Some(&expected));
        prop_assert_eq!(verification.problems_total > 0, changed <= stored);
    }
}

#[test]
fn a_good_trail_is_described_in_one_line() {
    let lines = trail(7);
    let head = end(&lines);
    let text = verify(&lines, &head, None).sentence().expect("all is well");
    assert_eq!(text, format!("audit: lines 1–7 verified, head 7 {}", head.hash));
    let rest = retained(&lines, 7);
    let text = verify(&rest, &end(&rest), None).sentence().expect("all is well");
    assert!(text.starts_with("audit: lines 8–8 verified, head 8 "), "{text}");
    let text = verify(&[], &AuditHead::empty(), None).sentence().expect("all is well");
    assert!(text.starts_with("audit: no lines, head 0 000"), "{text}");
}

#[test]
fn a_retention_record_of_other_lines_attests_nothing() {
    let lines = trail(9);
    let mut rest = retained(&lines, 4);
    rest.remove(0);
    let text = verify(&rest, &end(&rest), None).sentence().expect_err("line 5 is gone, too");
    assert!(text.contains("line 6 is the first"), "{text}");
    // All lines of a trail were deleted.
    let text = verify(&[], &end(&lines), None).sentence().expect_err("nothing is left");
    assert!(text.contains("line 0 is the last") && text.contains("the head is 9"), "{text}");
}

#[test]
fn problems_name_their_lines_and_are_listed_up_to_a_limit() {
    let mut lines = trail(60);
    let head = end(&lines);
    lines.drain(3..5);
    lines.remove(10);
    let text = verify(&lines, &head, None).sentence().expect_err("three are missing");
    assert!(text.contains("lines 4–5 are missing"), "{text}");
    assert!(text.contains("line 13 is missing"), "{text}");
    for line in &mut lines {
        line.actor.push('!');
    }
    let verification = verify(&lines, &head, None);
    assert_eq!(verification.problems.len(), SHOWN_PROBLEMS);
    assert!(verification.sentence().expect_err("all are changed").contains(" more"));
    let expected = format!("61:{}", head.hash);
    let text = verify(&trail(60), &head, Some(&expected)).sentence().expect_err("there are 60");
    assert!(text.contains("line 61 is expected, but is missing"), "{text}");
}

#[test]
fn what_is_expected_is_a_number_and_a_hash() {
    let hash = "a".repeat(64);
    assert!(format!("12:{hash}").parse::<Expected>().is_ok());
    for bad in ["", "12", "12:", ":", "x:y", &format!("-1:{hash}"), &format!("1:{hash}a")] {
        let text = bad.parse::<Expected>().expect_err("no head");
        assert!(text.contains(&format!("`{bad}`")), "{text}");
    }
}
