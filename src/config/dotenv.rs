//! Reads `.env`, and refuses values that the parser would change.
//!
//! Messages never repeat a value: half of them are secrets.

use std::io::ErrorKind;
use std::path::Path;

use super::{Error, invalid};

/// Sets the variables of the file at `path` in the environment, unless they are set already. A
/// missing file is ignored. Parent folders are not searched: a file there belongs to another
/// program.
pub fn read_dotenv(path: &Path) -> Result<(), Error> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Error::Read { path: path.to_owned(), source }),
    };
    let shown = path.display();
    let text =
        String::from_utf8(text).map_err(|_error| invalid(format!("`{shown}` is not UTF-8")))?;
    if let Some((line, name)) = first_replaced(&text) {
        return Err(invalid(format!(
            "`{shown}`, line {line}: the value of `{name}` has a `$`, which would be replaced by a \
             variable: put the value in single quotes"
        )));
    }
    dotenvy::from_read(text.as_bytes()).map_err(|error| match error {
        dotenvy::Error::LineParse(wrong, _) => {
            let before = text.find(&wrong).map(|at| text[..at].matches('\n').count() + 1);
            let line = before.map_or_else(String::new, |line| format!(", line {line}"));
            invalid(format!(
                "`{shown}`{line} is not understood: write `NAME=value`, with a value that has \
                 spaces or quotes in single quotes"
            ))
        }
        _ => invalid(format!("`{shown}` cannot be read")),
    })
}

/// The state of the parser.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ParserState {
    Name,
    Bare,
    Single,
    Double,
    Comment,
}

/// Line and name of the first value with an unescaped `$` outside of single quotes. docker compose,
/// which reads the same file, would replace it, too.
fn first_replaced(text: &str) -> Option<(usize, &str)> {
    let (mut state, mut line, mut begins, mut name) = (ParserState::Name, 1, 0, "");
    let mut before = ' ';
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match (state, sign) {
            (ParserState::Name, '=') => {
                name = text[begins..at].trim();
                name = name.strip_prefix("export ").map_or(name, str::trim);
                state = ParserState::Bare;
            }
            (ParserState::Name, '#') if text[begins..at].trim().is_empty() => {
                state = ParserState::Comment;
            }
            (ParserState::Bare, '#') if before.is_whitespace() || before == '=' => {
                state = ParserState::Comment;
            }
            (ParserState::Bare, '\'') => state = ParserState::Single,
            (ParserState::Bare, '"') => state = ParserState::Double,
            (ParserState::Single, '\'') | (ParserState::Double, '"') => state = ParserState::Bare,
            (ParserState::Bare | ParserState::Double, '\\') => {
                line += usize::from(signs.next().is_some_and(|(_, it)| it == '\n'));
            }
            (ParserState::Bare | ParserState::Double, '$') => return Some((line, name)),
            (ParserState::Name | ParserState::Bare | ParserState::Comment, '\n') => {
                state = ParserState::Name;
                begins = at + 1;
            }
            _ => {}
        }
        line += usize::from(sign == '\n');
        before = sign;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{first_replaced, read_dotenv};

    #[test]
    fn a_dollar_that_would_be_replaced_is_found_with_the_name_of_its_value() {
        for (text, expected) in [
            ("A=1\nB='a$b'\n# C=$d\n", None),
            ("A=a\\$b\n", None),
            ("A=\"a\\$b\" # $c\n", None),
            ("A=1 # $c\nB=x#y", None),
            ("A='it''s $x'", None),
            ("A=1\nexport B = a$b\n", Some((2, "B"))),
            ("A=\"x\n$b\"", Some((2, "A"))),
            ("A='x\n$b'\nC=${D}", Some((3, "C"))),
            ("A=x#$y", Some((1, "A"))),
            ("A=$HOME", Some((1, "A"))),
        ] {
            assert_eq!(first_replaced(text), expected, "{text:?}");
        }
    }

    #[test]
    fn an_error_names_the_line_and_never_repeats_a_value() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".env");
        assert!(read_dotenv(&path).is_ok(), "none is none");
        for (text, named) in [
            (
                "# fine\nLIVEKIT_API_SECRET=aaaa$hunter22\n",
                "line 2: the value of `LIVEKIT_API_SECRET`",
            ),
            ("A=1\nLIVEKIT_API_SECRET hunter22\n", "line 2 is not understood"),
            ("B_HUNTER=hun ter22 hunter22\n", "line 1 is not understood"),
            ("C_HUNTER='hunter22\n", "is not understood"),
            ("D_HUNTER=\u{e9}hunter22\u{0}'\n", "not understood"),
        ] {
            std::fs::write(&path, text).expect("it can be written");
            let message = read_dotenv(&path).expect_err(text).to_string();
            assert!(
                message.contains(named) && !message.contains("hunter22"),
                "{text:?}: {message}"
            );
        }
        std::fs::write(&path, b"A=hunter22\xff").expect("it can be written");
        let message = read_dotenv(&path).expect_err("no text").to_string();
        assert!(message.contains("not UTF-8") && !message.contains("hunter22"), "{message}");
    }
}
