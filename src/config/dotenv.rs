//! `.env`: what is read, and what is refused because it would not be what stands there.
//!
//! Nothing of a value is ever repeated: half of them are secrets.

use std::io::ErrorKind;
use std::path::Path;

use super::{Error, invalid};

/// Sets what the file at `path` says in the environment, as far as it is not set there; a file that
/// is not there says nothing. Folders above are not looked at: a file there is another program's.
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
             variable: put the value between single quotes to keep it"
        )));
    }
    dotenvy::from_read(text.as_bytes()).map_err(|error| match error {
        dotenvy::Error::LineParse(wrong, _) => {
            let before = text.find(&wrong).map(|at| text[..at].matches('\n').count() + 1);
            let line = before.map_or_else(String::new, |line| format!(", line {line}"));
            invalid(format!(
                "`{shown}`{line} is not understood: `NAME=value`, a value with spaces or quotes \
                 between single quotes"
            ))
        }
        _ => invalid(format!("`{shown}` cannot be read")),
    })
}

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Name,
    Bare,
    Single,
    Double,
    Comment,
}

/// The first value in which a `$` stands outside of single quotes and unescaped: its line and its
/// name. docker compose, which reads the same file, would replace it, too.
fn first_replaced(text: &str) -> Option<(usize, &str)> {
    let (mut place, mut line, mut begins, mut name) = (Place::Name, 1, 0, "");
    let mut before = ' ';
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match (place, sign) {
            (Place::Name, '=') => {
                name = text[begins..at].trim();
                name = name.strip_prefix("export ").map_or(name, str::trim);
                place = Place::Bare;
            }
            (Place::Name, '#') if text[begins..at].trim().is_empty() => place = Place::Comment,
            (Place::Bare, '#') if before.is_whitespace() || before == '=' => {
                place = Place::Comment;
            }
            (Place::Bare, '\'') => place = Place::Single,
            (Place::Bare, '"') => place = Place::Double,
            (Place::Single, '\'') | (Place::Double, '"') => place = Place::Bare,
            (Place::Bare | Place::Double, '\\') => {
                line += usize::from(signs.next().is_some_and(|(_, it)| it == '\n'));
            }
            (Place::Bare | Place::Double, '$') => return Some((line, name)),
            (Place::Name | Place::Bare | Place::Comment, '\n') => {
                place = Place::Name;
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
        for (text, found) in [
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
            assert_eq!(first_replaced(text), found, "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_never_repeated() {
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
            let told = read_dotenv(&path).expect_err(text).to_string();
            assert!(told.contains(named) && !told.contains("hunter22"), "{text:?}: {told}");
        }
        std::fs::write(&path, b"A=hunter22\xff").expect("it can be written");
        let told = read_dotenv(&path).expect_err("no text").to_string();
        assert!(told.contains("not UTF-8") && !told.contains("hunter22"), "{told}");
    }
}
