//! Patterns of names: `*` stands for any characters, `?` for one; there is no escape.

use wildmatch::WildMatch;

/// Whether the whole of `text` matches. Takes at most a step for each pair of their characters,
/// whatever the pattern is.
pub fn matches(pattern: &str, text: &str) -> bool {
    WildMatch::new(pattern).matches(text)
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
        ] {
            assert_eq!(matches(pattern, text), expected, "`{pattern}` on `{text}`");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_more_than_the_product_of_the_lengths() {
        // A matcher that tries each way would not end before the sun does.
        let pattern = "*a".repeat(500) + "b";
        assert!(!matches(&pattern, &"a".repeat(5000)));
        assert!(matches(&"*?".repeat(500), &"a".repeat(5000)));
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
    }
}
