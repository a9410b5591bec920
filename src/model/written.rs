//! Texts that people write: names, and what they say in their own words. Whatever takes such a text
//! asks here what is wrong with it.
//!
//! Neither may hold what is not seen but changes how the rest is seen: control characters, and marks
//! that turn the direction of text. A trail in which a name shows as another is none.

use unicode_normalization::UnicodeNormalization as _;

/// What the console calls itself as the one who acts.
pub const CONSOLE: &str = "console";

/// Characters of a refused value that are repeated.
const VALUE_CHARS: usize = 200;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// The name of somebody: one line, and not that of the console.
    Name,
    /// What somebody says: lines and tabs are their own.
    Words,
    /// What a name must look like that LiveKit gave: anything may stand in it that LiveKit takes.
    Pattern,
}

impl Writing {
    /// What is wrong with `member`, a text of at most `limit` characters; `None` if nothing is.
    pub fn fault(self, member: &str, text: &str, limit: usize) -> Option<String> {
        if text.contains('\0') {
            return Some(format!("`{member}` holds a NUL"));
        }
        if text.chars().count() > limit {
            return Some(format!("`{member}` is longer than {limit} characters"));
        }
        if self == Self::Pattern {
            return None;
        }
        let is_own = |sign: char| self == Self::Words && matches!(sign, '\n' | '\r' | '\t');
        let unseen = text.chars().find(|sign| is_unseen(*sign) && !is_own(*sign));
        if let Some(sign) = unseen {
            return Some(format!(
                "`{member}` holds U+{:04X}, which is not seen and changes how the rest is seen",
                u32::from(sign)
            ));
        }
        (self == Self::Name && is_console(text)).then(|| {
            format!("`{member}` is, or looks like, `{CONSOLE}`: what the console does by itself")
        })
    }
}

/// `text` in one line: control characters become spaces, and what changes the direction of text is
/// left out. At most `limit` characters, with `…` in place of the rest.
pub fn line(text: &str, limit: usize) -> String {
    let harmless = text
        .chars()
        .filter(|sign| !turns(*sign))
        .map(|sign| if sign.is_control() || is_break(sign) { ' ' } else { sign });
    clipped(harmless, limit)
}

/// `text` with its lines: other control characters become spaces, and what changes the direction
/// of text is left out. At most `limit` characters, with `…` in place of the rest.
pub fn lines(text: &str, limit: usize) -> String {
    let harmless = text.chars().filter(|sign| !turns(*sign)).map(|sign| match sign {
        '\n' => '\n',
        sign if sign.is_control() || is_break(sign) => ' ',
        sign => sign,
    });
    clipped(harmless, limit)
}

/// The first `limit` characters, the last of them `…` if there were more.
fn clipped(text: impl Iterator<Item = char>, limit: usize) -> String {
    let mut kept: String = text.take(limit + 1).collect();
    if kept.chars().count() > limit {
        kept = kept.chars().take(limit.saturating_sub(1)).chain(['…']).collect();
    }
    kept
}

/// The beginning of a value that is refused: what is wrong is told without repeating all of it.
pub fn shortened(value: &str) -> String {
    match value.char_indices().nth(VALUE_CHARS) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Whether a character is a control character, ends a line, turns the direction of text, or is
/// nothing at all to look at.
pub const fn is_unseen(sign: char) -> bool {
    is_control(sign)
        || is_break(sign)
        || turns(sign)
        || matches!(sign, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}')
        || matches!(sign, '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

const fn is_control(sign: char) -> bool {
    matches!(sign, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}')
}

/// Line and paragraph separators beside the control characters.
const fn is_break(sign: char) -> bool {
    matches!(sign, '\u{2028}' | '\u{2029}')
}

/// Marks that turn what follows round, so that a name could show as another.
const fn turns(sign: char) -> bool {
    matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(sign, '\u{2066}'..='\u{2069}')
}

/// Whether a name is, or is easily taken for, the console's own: in any case, with accents, with
/// spaces and signs between, with letters of other scripts that look the same.
fn is_console(name: &str) -> bool {
    let mut letters = name.nfkd().filter(|sign| sign.is_alphanumeric()).map(seen_as);
    let mut own = CONSOLE.chars();
    loop {
        match (letters.next(), own.next()) {
            (None, None) => return true,
            (Some(letter), Some(own)) if letter == own => {}
            _ => return false,
        }
    }
}

/// What of the letters of the console's name a character looks like; else itself, in lower case.
fn seen_as(sign: char) -> char {
    match sign {
        'с' | 'С' | 'ϲ' | 'Ϲ' | 'ᴄ' | 'ⲥ' | 'Ⲥ' | 'ꮯ' | 'ҫ' | 'Ҫ' | 'Ꮯ' | '𐐽' => {
            'c'
        }
        'о' | 'О' | 'ο' | 'Ο' | 'σ' | 'ᴏ' | 'ⲟ' | 'Ⲟ' | 'օ' | 'Օ' | 'ס' | 'ه' | 'ഠ' | '०' | '੦'
        | '૦' | '௦' | '౦' | '೦' | '൦' | '๐' | '໐' | '၀' | '۵' | '٥' | 'ø' | 'Ø' | 'ө' | 'Ө'
        | 'ჿ' | '0' => 'o',
        'ո' | 'ռ' | 'п' | 'П' | 'η' | 'Ν' | 'ɴ' | 'ⲛ' | 'Ⲛ' | 'ꓠ' | 'ŋ' | 'и' | 'И' => {
            'n'
        }
        'ѕ' | 'Ѕ' | 'ꜱ' | 'ʂ' | 'Տ' | 'Ꮪ' | 'ꓢ' | 'ꮪ' | 'ƽ' | '5' | 'ſ' => 's',
        'ӏ' | 'Ӏ' | 'ι' | 'Ι' | 'і' | 'І' | 'ı' | 'I' | 'ʟ' | 'ⲓ' | 'Ⲓ' | 'ǀ' | 'Ꮮ' | 'ꓡ' | 'ן'
        | 'ו' | 'ا' | '١' | '۱' | 'ł' | 'Ł' | '1' => 'l',
        'е' | 'Е' | 'ε' | 'Ε' | 'ё' | 'є' | 'Є' | 'ҽ' | 'ᴇ' | 'ⲉ' | 'Ⲉ' | 'Ꭼ' | 'ꓰ' | 'ə' | '3'
        | '℮' => 'e',
        sign => sign.to_lowercase().next().unwrap_or(sign),
    }
}

#[cfg(test)]
mod tests {
    use super::{Writing, line, lines, shortened};

    #[test]
    fn names_and_words_hold_nothing_that_is_not_seen() {
        for text in
            ["", "Ann", "Zoë Ölçer", "李雷", "עדה לאבלייס", "محمد", "👩‍💻 on call", "a.b@c.example"]
        {
            assert_eq!(Writing::Name.fault("by", text, 200), None, "{text}");
            assert_eq!(Writing::Words.fault("note", text, 200), None, "{text}");
        }
        assert_eq!(Writing::Pattern.fault("value", "a\u{202e}\n*", 200), None);
        assert_eq!(Writing::Words.fault("note", "one\n\ttwo\r\n", 200), None);
        for text in ["a\nb", "a\tb", "a\rb"] {
            assert!(Writing::Name.fault("by", text, 200).is_some(), "{text:?}");
        }
        let beyond =
            ['\u{180e}', '\u{200b}', '\u{feff}', '\u{2028}', '\u{2029}', '\u{61c}', '\u{ad}'];
        let unseen = ('\u{1}'..'\u{9}')
            .chain('\u{e}'..'\u{20}')
            .chain('\u{7f}'..='\u{9f}')
            .chain('\u{200e}'..='\u{200f}')
            .chain('\u{202a}'..='\u{202e}')
            .chain('\u{2060}'..='\u{206f}')
            .chain(beyond);
        for sign in unseen {
            for writing in [Writing::Name, Writing::Words] {
                let fault = writing.fault("by", &format!("a{sign}b"), 200).expect("a fault");
                let named = format!("`by` holds U+{:04X}", u32::from(sign));
                assert!(fault.starts_with(&named), "{fault}");
            }
        }
        assert_eq!(Writing::Words.fault("x", "a\0", 9).as_deref(), Some("`x` holds a NUL"));
        let long = Writing::Name.fault("x", "aaa", 2);
        assert_eq!(long.as_deref(), Some("`x` is longer than 2 characters"));
    }

    #[test]
    fn nobody_is_called_as_the_console_is() {
        for name in [
            "console",
            "Console",
            "CONSOLE",
            " console ",
            "con sole",
            "[console]",
            "console.",
            "c-o-n-s-o-l-e",
            "cоnsоle",
            "соnѕоlе",
            "cοnsole",
            "c0nsole",
            "conso1e",
            "consoIe",
            "ｃｏｎｓｏｌｅ",
            "𝐜𝐨𝐧𝐬𝐨𝐥𝐞",
            "ⓒⓞⓝⓢⓞⓛⓔ",
            "cönsolé",
            "c\u{200d}onsole",
            "conſole",
            "СОΝЅОLE",
        ] {
            let fault = Writing::Name.fault("by", name, 200);
            assert!(fault.is_some_and(|fault| fault.contains("looks like")), "{name}");
            assert_eq!(Writing::Words.fault("note", name, 200), None, "{name}");
        }
        for name in ["consoles", "my console", "console-team", "consul", "Conny", "", "con", "e"] {
            assert_eq!(Writing::Name.fault("by", name, 200), None, "{name}");
        }
    }

    #[test]
    fn lines_are_harmless_and_short() {
        assert_eq!(line("a\r\nb\u{0}c\u{202e}d\u{2028}", 50), "a  b cd ");
        assert_eq!(lines("a\r\nb\u{7}", 50), "a \nb ");
        assert_eq!(line("abcdef", 3), "ab…");
        assert_eq!(line("abc", 3), "abc");
        assert_eq!(line("😀😀😀", 2), "😀…");
        assert_eq!(line("", 0), "");
    }

    #[test]
    fn a_long_value_is_repeated_in_part_and_never_cut_inside_a_character() {
        assert_eq!(shortened("ab"), "ab");
        let long = "é".repeat(300);
        assert_eq!(shortened(&long), format!("{}…", "é".repeat(200)));
    }
}
