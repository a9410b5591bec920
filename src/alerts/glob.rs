//! Patterns of names: `*` matches any characters, `?` matches one; there is no escape.
//!
//! A pattern is compiled once and matched often, and users may write any pattern. So the time is
//! bounded: one step for each character of the text, or, for a pattern with both wildcards, one
//! step for each character and each 64 characters of the pattern. There is no backtracking.

use std::collections::{BTreeMap, HashMap};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern(Form);

#[derive(Debug, Clone)]
enum Form {
    /// Without wildcards: the text itself.
    Literal(Box<str>),
    /// Without `*`: one character for each character of the pattern.
    Signs(Box<[char]>),
    /// Without `?`: the prefix, the pieces between in this order, and the suffix.
    Pieces { first: Box<str>, middle: Box<[Box<str>]>, last: Box<str> },
    /// With both wildcards.
    Mixed(Automaton),
}

impl Pattern {
    /// Compiles a pattern.
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
                // The first match of each piece leaves the most text for the others.
                middle.iter().all(|piece| {
                    let index = inner.find(&**piece);
                    inner = index.map_or("", |index| &inner[index + piece.len()..]);
                    index.is_some()
                })
            }
            Form::Mixed(automaton) => automaton.matches(text),
        }
    }
}

/// A bit-parallel automaton: one bit for each number of pattern characters, without `*`, that may
/// have matched so far.
#[derive(Debug, Clone)]
struct Automaton {
    /// For each character of the pattern, the positions that it matches, `?` included; the first
    /// row holds the positions of `?` only, for all other characters.
    next: Vec<Box<[u64]>>,
    /// The index in `next` of each ASCII character: most texts have no others.
    ascii: [u8; 128],
    /// The indexes in `next` of the other characters.
    others: HashMap<char, usize>,
    /// The positions at which a `*` skips characters.
    loops: Box<[u64]>,
    /// The bit that is set when the whole pattern has matched.
    whole: usize,
}

impl Automaton {
    fn new(pattern: &str) -> Self {
        let whole = pattern.chars().filter(|sign| *sign != '*').count();
        let none = vec![0; whole / 64 + 1].into_boxed_slice();
        let (mut any, mut loops, mut index) = (none.clone(), none.clone(), 0);
        let set = |bits: &mut [u64], index: usize| bits[index / 64] |= 1 << (index % 64);
        let mut next: BTreeMap<char, Box<[u64]>> = BTreeMap::new();
        for sign in pattern.chars() {
            match sign {
                '*' => {
                    set(&mut loops, index);
                    continue;
                }
                '?' => set(&mut any, index),
                sign => set(next.entry(sign).or_insert_with(|| none.clone()), index),
            }
            index += 1;
        }
        let (mut rows, mut ascii, mut others) = (vec![any.clone()], [0; 128], HashMap::new());
        for (sign, mut bits) in next {
            bits.iter_mut().zip(&any).for_each(|(bits, any)| *bits |= any);
            match (ascii.get_mut(sign as usize), u8::try_from(rows.len())) {
                (Some(index), Ok(at)) => *index = at,
                _ => drop(others.insert(sign, rows.len())),
            }
            rows.push(bits);
        }
        Self { next: rows, ascii, others, loops, whole }
    }

    fn matches(&self, text: &str) -> bool {
        let mut states = vec![0_u64; self.loops.len()];
        states[0] = 1;
        for sign in text.chars() {
            let index = match self.ascii.get(sign as usize) {
                Some(index) => usize::from(*index),
                None => self.others.get(&sign).copied().unwrap_or(0),
            };
            let next = &self.next[index];
            let mut carried = 0;
            for ((states, next), loops) in states.iter_mut().zip(next).zip(&self.loops) {
                let moved = *states & next;
                *states = moved << 1 | carried | (*states & loops);
                carried = moved >> 63;
            }
        }
        states[self.whole / 64] >> (self.whole % 64) & 1 == 1
    }
}

/// Whether the whole of `text` matches a pattern that is used once.
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
    fn a_hostile_pattern_is_matched_in_bounded_time() {
        // Backtracking would take exponential time; trying each position of one piece would take a
        // thousand steps for each character.
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

    /// A simple reference: row by row over the text.
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
        fn it_matches_as_the_plain_algorithm_does(pattern in "[ab*?]{0,12}", text in "[ab]{0,16}") {
            prop_assert_eq!(matches(&pattern, &text), plainly(&pattern, &text));
        }

        /// Patterns longer than a word of bits, made from the text so that many match.
        #[test]
        fn it_matches_long_patterns_as_well(
            text in "[ab]{60,200}",
            edits in prop::collection::vec((0_usize..200, "[ab*?]{0,2}"), 0..6),
        ) {
            let mut pattern = text.clone();
            for (index, edit) in edits {
                let index = index.min(pattern.len().saturating_sub(1));
                pattern.replace_range(index..(index + 1).min(pattern.len()), &edit);
            }
            prop_assert_eq!(matches(&pattern, &text), plainly(&pattern, &text));
        }
    }
}
