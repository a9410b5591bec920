//! Texts that users write: names and free text. Every input of such a text is checked here.
//!
//! Neither may contain invisible characters that change how the rest is shown: control characters,
//! and marks that change the direction of text. An audit trail in which one name can look like
//! another is worthless.

use unicode_normalization::UnicodeNormalization as _;

/// The actor's name for the name of the console itself.
pub const CONSOLE: &str = "console";

/// How many characters of a refused value an error repeats.
const VALUE_CHARS: usize = 200;

/// Kind of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// A user's name: one line, and not the console's own name.
    Name,
    /// Free text, which may contain line breaks and tabs.
    Words,
    /// A pattern for LiveKit's names: may contain anything that LiveKit accepts.
    Pattern,
}

impl TextKind {
    /// What is wrong with the field `field`, a text of at most `limit` characters; `None` if
    /// nothing is.
    pub fn fault(self, field: &str, text: &str, limit: usize) -> Option<String> {
        self.flaw(text, limit).map(|flaw| format!("`{field}` {flaw}"))
    }

    /// The same without the name of the field.
    pub fn flaw(self, text: &str, limit: usize) -> Option<String> {
        if text.contains('\0') {
            return Some("contains a NUL character".to_owned());
        }
        if text.chars().count() > limit {
            return Some(format!("is longer than {limit} characters"));
        }
        if self == Self::Pattern {
            return None;
        }
        let is_own =
            |character: char| self == Self::Words && matches!(character, '\n' | '\r' | '\t');
        let invisible =
            text.chars().find(|character| is_invisible(*character) && !is_own(*character));
        if let Some(character) = invisible {
            return Some(format!(
                "contains U+{:04X}, which is invisible and can change how the text is shown",
                u32::from(character)
            ));
        }
        (self == Self::Name && is_console(text))
            .then(|| format!("is, or looks like, `{CONSOLE}`: the name of the console itself"))
    }
}

/// `text` in one line: control characters become spaces, and marks that change the direction of
/// text are removed. At most `limit` characters, with `…` in place of the rest.
pub fn line(text: &str, limit: usize) -> String {
    let safe = text.chars().filter(|character| !changes_direction(*character)).map(|character| {
        if character.is_control() || is_break(character) { ' ' } else { character }
    });
    clipped(safe, limit)
}

/// `text` with its line breaks: other control characters become spaces, and marks that change the
/// direction of text are removed. At most `limit` characters, with `…` in place of the rest.
pub fn lines(text: &str, limit: usize) -> String {
    let safe = text.chars().filter(|character| !changes_direction(*character)).map(|character| {
        match character {
            '\n' => '\n',
            character if character.is_control() || is_break(character) => ' ',
            character => character,
        }
    });
    clipped(safe, limit)
}

/// The first `limit` characters, the last of them `…` if there were more.
fn clipped(text: impl Iterator<Item = char>, limit: usize) -> String {
    let mut clipped: String = text.take(limit + 1).collect();
    if clipped.chars().count() > limit {
        clipped = clipped.chars().take(limit.saturating_sub(1)).chain(['…']).collect();
    }
    clipped
}

/// The beginning of a refused value, for an error that does not repeat all of it.
pub fn shortened(value: &str) -> String {
    match value.char_indices().nth(VALUE_CHARS) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Whether a character is a control character, ends a line, changes the direction of text, or is
/// invisible.
pub const fn is_invisible(character: char) -> bool {
    is_control(character)
        || is_break(character)
        || changes_direction(character)
        || matches!(character, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}')
        || matches!(character, '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

const fn is_control(character: char) -> bool {
    matches!(character, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}')
}

/// Line and paragraph separators beside the control characters.
const fn is_break(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

/// Marks that change the direction of the text after them, so that one name could look like
/// another.
const fn changes_direction(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2066}'..='\u{2069}')
}

/// Whether a name is, or looks like, the console's own: in any case, with accents, with spaces and
/// punctuation between, with similar letters of other scripts.
fn is_console(name: &str) -> bool {
    let mut letters = name.nfkd().filter(|character| character.is_alphanumeric()).map(looks_like);
    let mut own = CONSOLE.chars();
    loop {
        match (letters.next(), own.next()) {
            (None, None) => return true,
            (Some(letter), Some(own)) if letter == own => {}
            _ => return false,
        }
    }
}

/// The letter of the console's name that a character looks like; else the character itself, in
/// lower case.
fn looks_like(character: char) -> char {
    match character {
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
        character => character.to_lowercase().next().unwrap_or(character),
    }
}

#[cfg(test)]
mod tests {
    use super::{TextKind, line, lines, shortened};

    #[test]
    fn names_and_words_hold_nothing_invisible() {
        for text in
            ["", "Ann", "Zoë Ölçer", "李雷", "עדה לאבלייס", "محمد", "👩‍💻 on call", "a.b@c.example"]
        {
            assert_eq!(TextKind::Name.fault("by", text, 200), None, "{text}");
            assert_eq!(TextKind::Words.fault("note", text, 200), None, "{text}");
        }
        assert_eq!(TextKind::Pattern.fault("value", "a\u{202e}\n*", 200), None);
        assert_eq!(TextKind::Words.fault("note", "one\n\ttwo\r\n", 200), None);
        for text in ["a\nb", "a\tb", "a\rb"] {
            assert!(TextKind::Name.fault("by", text, 200).is_some(), "{text:?}");
        }
        let beyond =
            ['\u{180e}', '\u{200b}', '\u{feff}', '\u{2028}', '\u{2029}', '\u{61c}', '\u{ad}'];
        let invisible = ('\u{1}'..'\u{9}')
            .chain('\u{e}'..'\u{20}')
            .chain('\u{7f}'..='\u{9f}')
            .chain('\u{200e}'..='\u{200f}')
            .chain('\u{202a}'..='\u{202e}')
            .chain('\u{2060}'..='\u{206f}')
            .chain(beyond);
        for character in invisible {
            for writing in [TextKind::Name, TextKind::Words] {
                let fault = writing.fault("by", &format!("a{character}b"), 200).expect("a fault");
                let named = format!("`by` contains U+{:04X}", u32::from(character));
                assert!(fault.starts_with(&named), "{fault}");
            }
        }
        assert_eq!(
            TextKind::Words.fault("x", "a\0", 9).as_deref(),
            Some("`x` contains a NUL character")
        );
        let long = TextKind::Name.fault("x", "aaa", 2);
        assert_eq!(long.as_deref(), Some("`x` is longer than 2 characters"));
    }

    #[test]
    fn no_name_looks_like_the_console() {
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
            let fault = TextKind::Name.fault("by", name, 200);
            assert!(fault.is_some_and(|fault| fault.contains("looks like")), "{name}");
            assert_eq!(TextKind::Words.fault("note", name, 200), None, "{name}");
        }
        for name in ["consoles", "my console", "console-team", "consul", "Conny", "", "con", "e"] {
            assert_eq!(TextKind::Name.fault("by", name, 200), None, "{name}");
        }
    }

    #[test]
    fn lines_are_safe_and_short() {
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
