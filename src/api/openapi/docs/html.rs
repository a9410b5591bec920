//! Writes HTML. Every text is escaped; between backticks it is code.

/// A text, escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}

/// A description: paragraphs, in which code stands between backticks.
pub(super) fn prose(text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    let paragraphs = paragraphs.map(|paragraph| format!("<p>{}</p>", inline(paragraph)));
    paragraphs.collect::<Vec<_>>().concat()
}

/// A line of a description.
pub(super) fn inline(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for (n, part) in text.split('`').enumerate() {
        let part = escaped(part);
        let (open, close) = if n % 2 == 1 { ("<code>", "</code>") } else { ("", "") };
        line.extend([open, &part, close]);
    }
    line
}

/// A whole page, with what it holds beside its text.
pub(super) fn page(title: &str, contents: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title} – LiveKit Console</title>\
         <link rel=\"icon\" href=\"/icon.svg\"><link rel=\"stylesheet\" href=\"/docs/style.css\">\
         </head><body><nav aria-label=\"Contents\"><p><a href=\"/\">Console</a> · \
         <a href=\"/docs\">API</a> · <a href=\"/docs/errors\">Errors</a> · \
         <a href=\"/openapi.json\">OpenAPI</a></p>{contents}</nav>\
         <main><h1>{title}</h1>{text}</main></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::{escaped, inline, prose};

    #[test]
    fn every_text_is_escaped_also_in_code() {
        assert_eq!(escaped("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
        assert_eq!(inline("is `<b>` & so"), "is <code>&lt;b&gt;</code> &amp; so");
        assert_eq!(prose("one\n\ntwo\n"), "<p>one</p><p>two\n</p>");
    }
}
