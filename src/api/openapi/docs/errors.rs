//! The page of the codes: where the `type` of each problem leads.

use super::html::{inline, page as whole_page};
use crate::api::codes::{CODES, Code};

/// The page.
pub(super) fn page() -> String {
    let link = |Code { name, .. }: &Code| format!("<li><a href=\"#{name}\">{name}</a></li>");
    let contents = CODES.iter().map(link).collect::<Vec<_>>().concat();
    let rows = CODES.iter().map(section).collect::<Vec<_>>().concat();
    let text = format!(
        "<p>Every refusal is <code>application/problem+json</code> (RFC 9457). <code>code</code> \
         is stable, <code>detail</code> names the offending value, and the log of the console has \
         every 5xx under its <code>request_id</code>.</p>{rows}"
    );
    whole_page("Errors", &format!("<ul>{contents}</ul>"), &text)
}

fn section(code: &Code) -> String {
    let Code { name, statuses, meaning, remedy } = code;
    let statuses: Vec<_> = statuses.iter().map(ToString::to_string).collect();
    format!(
        "<section id=\"{name}\"><h2>{} <small>{}</small></h2><p><code>{name}</code></p>\
         <p>{}</p><p><strong>What to do:</strong> {}</p></section>",
        code.title(),
        statuses.join(", "),
        inline(meaning),
        inline(remedy),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_code_has_its_place() {
        let page = super::page();
        for code in crate::api::codes::CODES {
            assert!(page.contains(&format!("<section id=\"{}\">", code.name)), "{}", code.name);
        }
    }
}
