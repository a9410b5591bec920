//! Names of rooms and people. Some of them break careless software.

use super::random::{Random, key};

/// Number of names per room slot. A name is used again for a later room.
pub(super) const PER_SLOT: u64 = 6;

/// Key of the random numbers of names.
const NAMES: u64 = 0x4E41;

const TITLES: [&str; 16] = [
    "standup",
    "design-review",
    "interview",
    "lecture",
    "one-on-one",
    "retro",
    "planning",
    "support",
    "demo",
    "war-room",
    "office-hours",
    "clinic",
    "tutoring",
    "sales",
    "podcast",
    "workshop",
];

/// Names that must be escaped, read from right to left, or are longer in bytes than in queue.
const ODD_TITLES: [&str; 12] = [
    "🦀 rust meetup",
    "équipe/produit",
    "غرفة الاجتماعات",
    "חדר צוות",
    "日本語 会議室",
    "a+b?c=d&e#f",
    "100% remote",
    "\"quoted\" room",
    "semi;colon, comma",
    "../../etc",
    "tab\there",
    "👩‍👩‍👧 family",
];

const PEOPLE: [&str; 32] = [
    "Alice",
    "Bob",
    "Carol",
    "Dave",
    "Erin",
    "Frank",
    "Grace",
    "Heidi",
    "Ivan",
    "Judy",
    "Kim",
    "Leo",
    "Mallory",
    "Nina",
    "Olivia",
    "Peggy",
    "Quentin",
    "Rupert",
    "Sybil",
    "Trent",
    "Uma",
    "Victor",
    "Wendy",
    "Xavier",
    "Yara",
    "Zoë",
    "Søren",
    "José",
    "علي",
    "小明",
    "Ольга",
    "O'Brien",
];

/// The share of room names that are odd.
const ODD: f64 = 0.07;

/// The name of a room: unique for its slot and number.
pub(super) fn room(slot: u32, number: u64) -> String {
    if slot == 0 {
        return format!("lobby-{:05x}", key(&[number]) & 0xF_FFFF);
    }
    let mut random = Random::new(&[NAMES, u64::from(slot), number]);
    let title =
        if random.chance(ODD) { random.one_of(&ODD_TITLES) } else { random.one_of(&TITLES) };
    format!("{title}-{slot}{}", char::from(b'a' + u8::try_from(number % 26).expect("below 26")))
}

/// A person: display name and identity. `slot` distinguishes participants that are present
/// together.
pub(super) fn person(key: u64, slot: u32) -> (String, String) {
    let mut random = Random::new(&[NAMES, key]);
    let name = random.one_of(&PEOPLE);
    let code = random.next_u64() & 0xFFFF;
    let identity = if random.chance(0.1) {
        format!("{}@example.com", name.to_lowercase()).replace('@', &format!(".{code:04x}{slot}@"))
    } else {
        format!("{}-{code:04x}{slot}", name.to_lowercase())
    };
    (name.to_owned(), identity)
}

/// A telephone number.
pub(super) fn telephone(key: u64, slot: u32) -> String {
    format!("+4930{:06}{slot:02}", Random::new(&[NAMES, key]).next_u64() % 1_000_000)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{PER_SLOT, person, room, telephone};

    #[test]
    fn rooms_that_may_be_open_together_have_names_of_their_own() {
        let names: HashSet<_> =
            (1..2000).flat_map(|slot| (0..PER_SLOT).map(move |name| room(slot, name))).collect();
        assert_eq!(names.len(), 1999 * 6);
        assert!(names.iter().any(|name| name.contains('/')));
        assert!(names.iter().any(|name| name.contains('🦀')));
        assert!(names.iter().any(|name| name.contains('غ')));
    }

    #[test]
    fn people_in_a_room_have_identities_of_their_own() {
        let people: HashSet<_> = (0..3000).map(|slot| person(7, slot).1).collect();
        assert_eq!(people.len(), 3000);
        assert_eq!(person(7, 3), person(7, 3));
        assert_eq!(telephone(7, 1).len(), 13);
    }
}
