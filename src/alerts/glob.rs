//! Patterns of names: `*` stands for any characters, `?` for one; there is no escape.
//!
//! A pattern is made once and asked often, by whoever may write one: whatever it is, asking takes a
//! step for each character of the text, and of one that mixes both signs one for each 64 characters
//! of the pattern beside. No pattern makes it try one way after another.

use std::collections::{BTreeMap, HashMap};

/// A pattern, ready to be asked.
#[derive(Debug, Clone)]
pub struct Pattern(Form);

#[derive(Debug, Clone)]
enum Form {
    /// Neither sign: the text itself.
    Literal(Box<str>),
    /// Without `*`: as many characters.
    Signs(Box<[char]>),
    /// Without `?`: what it begins with, what comes behind in this order, what it ends with.
    Pieces { first: Box<str>, middle: Box<[Box<str>]>, last: Box<str> },
    /// Both.
    Mixed(Automaton),
}

impl Pattern {
    /// The pattern that is written so.
    pub fn new(pattern: &str) -> Self {
        Self(match (pattern.contains('*'), pattern.contains('?')) {
            (false, false) => Form::Literal(pattern.into()),
            (false, true) => Form::Signs(pattern.chars().collect()),
            (true, false) => {
                let mut pieces = pattern.split('*');
                let first = pieces.next().unwrap_or_default().into();
                let last = pieces.next_back().unwrap_or_default().into();
                let middle = pieces.filter(|piece| !piece.is_empty()).map(Into::into).collect();
                Form::Pieces { first, middle, last }
            }
            (true, true) => Form::Mixed(Automaton::new(pattern)),
        })
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        match &self.0 {
            Form::Literal(literal) => **literal == *text,
            Form::Signs(signs) => {
                let mut text = text.chars();
                signs.iter().all(|sign| text.next().is_some_and(|it| *sign == '?' || *sign == it))
                    && text.next().is_none()
            }
            Form::Pieces { first, middle, last } => {
                let inner = text.strip_prefix(&**first).and_then(|it| it.strip_suffix(&**last));
                let Some(mut inner) = inner else { return false };
                // The first place of each is as good as any: it leaves the most for the others.
                middle.iter().all(|piece| {
                    let place = inner.find(&**piece);
                    inner = place.map_or("", |place| &inner[place + piece.len()..]);
                    place.is_some()
                })
            }
            Form::Mixed(automaton) => automaton.matches(text),
        }
    }
}

/// All ways to match at once: a bit for each number of characters of the pattern, `*` left out, that
/// may have been found so far.
#[derive(Debug, Clone)]
struct Automaton {
    /// Which of the next ones each character of the pattern can be, with those that any can be; the
    /// first are those that any can be.
    next: Vec<Box<[u64]>>,
    /// The place of each ASCII character in `next`: most texts have no others.
    ascii: [u8; 128],
    /// The places of the other characters.
    others: HashMap<char, usize>,
    /// Where a `*` lets characters pass.
    stays: Box<[u64]>,
    /// The bit of the whole.
    whole: usize,
}

impl Automaton {
    fn new(pattern: &str) -> Self {
        let whole = pattern.chars().filter(|sign| *sign != '*').count();
        let none = vec![0; whole / 64 + 1].into_boxed_slice();
        let (mut any, mut stays, mut place) = (none.clone(), none.clone(), 0);
        let set = |bits: &mut [u64], place: usize| bits[place / 64] |= 1 << (place % 64);
        let mut next: BTreeMap<char, Box<[u64]>> = BTreeMap::new();
        for sign in pattern.chars() {
            match sign {
                '*' => {
                    set(&mut stays, place);
                    continue;
                }
                '?' => set(&mut any, place),
                sign => set(next.entry(sign).or_insert_with(|| none.clone()), place),
            }
            place += 1;
        }
        let (mut places, mut ascii, mut others) = (vec![any.clone()], [0; 128], HashMap::new());
        for (sign, mut bits) in next {
            bits.iter_mut().zip(&any).for_each(|(bits, any)| *bits |= any);
            match (ascii.get_mut(sign as usize), u8::try_from(places.len())) {
                (Some(place), Ok(at)) => *place = at,
                _ => drop(others.insert(sign, places.len())),
            }
            places.push(bits);
        }
        Self { next: places, ascii, others, stays, whole }
    }

    fn matches(&self, text: &str) -> bool {
        let mut found = vec![0_u64; self.stays.len()];
        found[0] = 1;
        for sign in text.chars() {
            let place = match self.ascii.get(sign as usize) {
                Some(place) => usize::from(*place),
                None => self.others.get(&sign).copied().unwrap_or(0),
            };
            let next = &self.next[place];
            let mut carried = 0;
            for ((found, next), stays) in found.iter_mut().zip(next).zip(&self.stays) {
                let moved = *found & next;
                *found = moved << 1 | carried | (*found & stays);
                carried = moved >> 63;
            }
        }
        found[self.whole / 64] >> (self.whole % 64) & 1 == 1
    }
}

/// Whether the whole of `text` matches a pattern that is asked once.
pub fn matches(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern).matches(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::matches;

    #[test]
    fn a_star_is_any_characters_and_a_question_mark_is_one() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "line\nbreak", true),
            ("?", "", false),
            ("?", "é", true),
            ("?", "ab", false),
            ("demo", "demo", true),
            ("demo", "Demo", false),
            ("demo", "demo2", false),
            ("demo-*", "demo-", true),
            ("*-eu", "room-1-eu", true),
            ("*-eu", "room-1-eu-2", false),
            ("a*b?d", "a*bcd", true),
            ("a.c", "abc", false),
            ("[a]", "a", false),
            ("**a**", "bab", true),
            ("ab*ba", "aba", false),
            ("ab*ba", "abba", true),
            ("*é*b", "aébéb", true),
            ("a*b*b", "ab", false),
            ("é?", "é😀", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "`{pattern}` on `{text}`");
        }
    }

    #[test]
    fn a_hostile_pattern_is_answered() {
        // Whoever tries each way would not end before the sun does; whoever tries each place of one
        // piece would take a thousand steps for each character.
        let text = "a".repeat(100_000);
        for (pattern, expected) in [
            ("*a".repeat(500) + "b", false),
            ("*".to_owned() + &"a".repeat(998) + "b", false),
            ("*".to_owned() + &"a".repeat(997) + "?b", false),
            ("*a?".repeat(333) + "b", false),
            ("*?".repeat(500), true),
        ] {
            assert_eq!(matches(&pattern, &text), expected, "`{}…`", &pattern[..6]);
        }
    }

    /// Row by row over the text: slow, and simple enough to be believed.
    fn plainly(pattern: &str, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let mut row = vec![false; text.len() + 1];
        row[0] = true;
        for sign in pattern.chars() {
            let mut next = vec![false; text.len() + 1];
            for at in 0..=text.len() {
                next[at] = if sign == '*' {
                    row[at] || (at > 0 && next[at - 1])
                } else {
                    at > 0 && row[at - 1] && (sign == '?' || sign == text[at - 1])
                };
            }
            row = next;
        }
        row[text.len()]
    }

    proptest! {
        #[test]
        fn it_does_what_the_plain_way_does(pattern in "[ab*?]{0,12}", text in "[ab]{0,16}") {
            prop_assert_eq!(matches(&pattern, &text), plainly(&pattern, &text));
        }

        /// Longer than a word of bits, and made from a text that it may well match.
        #[test]
        fn it_does_so_with_long_patterns(
            text in "[ab]{60,200}",
            edits in prop::collection::vec((0_usize..200, "[ab*?]{0,2}"), 0..6),
        ) {
            let mut pattern = text.clone();
            for (place, edit) in edits {
                let place = place.min(pattern.len().saturating_sub(1));
                pattern.replace_range(place..(place + 1).min(pattern.len()), &edit);
            }
            prop_assert_eq!(matches(&pattern, &text), plainly(&pattern, &text));
        }
    }
}
