//! Whatever is done to a trail is found.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{Expected, TOLD, Verdict, Verifier};
use crate::model::{AuditHead, AuditLine, Millis, NewAuditLine};

/// A trail of so many lines; every fifth tells of retention that took nothing of it.
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

/// What retention leaves: without the first lines, and with one more that tells of it.
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

fn verdict(lines: &[AuditLine], head: &AuditHead, expected: Option<&str>) -> Verdict {
    let expected: Option<Expected> = expected.map(|text| text.parse().expect("a head"));
    let mut verifier = Verifier::new(expected);
    for line in lines {
        verifier.take(line);
    }
    verifier.finish(head)
}

fn is_good(lines: &[AuditLine], head: &AuditHead) -> bool {
    verdict(lines, head, None).problems_total == 0
}

/// Another character of the text at that byte, or one more if it is beyond the end.
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
        let found = verdict(&lines, &head, None);
        prop_assert!(found.problems_total > 0, "{sequence} {column}");
        prop_assert!(found.problems.iter().any(|it| it.contains("line")), "{found:?}");
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
    fn lines_that_changed_places_are_found(
        length in 2_u64..12, one in 0_usize..12, other in 0_usize..12,
    ) {
        let mut lines = trail(length);
        let head = end(&lines);
        let (one, other) = (one % lines.len(), other % lines.len());
        // In the store lines come by their numbers: there, what they hold changes places.
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
    fn a_trail_that_is_written_anew_is_found_by_a_head_that_was_kept(
        length in 1_u64..12, kept in 0_usize..12, changed in 0_usize..12,
    ) {
        let lines = trail(length);
        let kept = kept % lines.len();
        let expected = format!("{}:{}", lines[kept].sequence, lines[kept].hash);
        prop_assert_eq!(verdict(&lines, &end(&lines), Some(&expected)).problems_total, 0);
        let changed = changed % lines.len();
        let mut head = AuditHead::empty();
        let mut forged = Vec::new();
        for (place, line) in lines.into_iter().enumerate() {
            let line = head.chain(NewAuditLine {
                at: line.at,
                kind: line.kind,
                actor: if place == changed { "mallory".to_owned() } else { line.actor },
                subject: line.subject,
                body: line.body,
            });
            head = line.head();
            forged.push(line);
        }
        prop_assert!(is_good(&forged, &head));
        let found = verdict(&forged, &head, Some(&expected));
        prop_assert_eq!(found.problems_total > 0, changed <= kept);
    }
}

#[test]
fn a_good_trail_is_told_in_one_line() {
    let lines = trail(7);
    let head = end(&lines);
    let told = verdict(&lines, &head, None).sentence().expect("all is well");
    assert_eq!(told, format!("audit: lines 1–7 verified, head 7 {}", head.hash));
    let rest = retained(&lines, 7);
    let told = verdict(&rest, &end(&rest), None).sentence().expect("all is well");
    assert!(told.starts_with("audit: lines 8–8 verified, head 8 "), "{told}");
    let told = verdict(&[], &AuditHead::empty(), None).sentence().expect("all is well");
    assert!(told.starts_with("audit: no lines, head 0 000"), "{told}");
}

#[test]
fn retention_that_tells_of_other_lines_attests_nothing() {
    let lines = trail(9);
    let mut rest = retained(&lines, 4);
    rest.remove(0);
    let told = verdict(&rest, &end(&rest), None).sentence().expect_err("line 5 is gone, too");
    assert!(told.contains("line 6 is the first"), "{told}");
    // The lines of a trail that was taken away whole.
    let told = verdict(&[], &end(&lines), None).sentence().expect_err("nothing is left");
    assert!(told.contains("line 0 is the last") && told.contains("the head is 9"), "{told}");
}

#[test]
fn problems_name_their_lines_and_are_told_up_to_a_limit() {
    let mut lines = trail(60);
    let head = end(&lines);
    lines.drain(3..5);
    lines.remove(10);
    let told = verdict(&lines, &head, None).sentence().expect_err("three are missing");
    assert!(told.contains("lines 4–5 are missing"), "{told}");
    assert!(told.contains("line 13 is missing"), "{told}");
    for line in &mut lines {
        line.actor.push('!');
    }
    let found = verdict(&lines, &head, None);
    assert_eq!(found.problems.len(), TOLD);
    assert!(found.sentence().expect_err("all are changed").contains(" more"));
    let expected = format!("61:{}", head.hash);
    let told = verdict(&trail(60), &head, Some(&expected)).sentence().expect_err("there are 60");
    assert!(told.contains("line 61 is expected, but is not there"), "{told}");
}

#[test]
fn what_is_expected_is_a_number_and_a_hash() {
    let hash = "a".repeat(64);
    assert!(format!("12:{hash}").parse::<Expected>().is_ok());
    for bad in ["", "12", "12:", ":", "x:y", &format!("-1:{hash}"), &format!("1:{hash}a")] {
        let told = bad.parse::<Expected>().expect_err("no head");
        assert!(told.contains(&format!("`{bad}`")), "{told}");
    }
}
