//! The web console: embedded files, and deep links.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::error::Error;

/// The build of the front end. Each file has compressed variants, `.br` and `.gz`, beside it.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/frontend/dist"]
#[allow_missing = true]
struct Build;

/// The page for every deep link.
const INDEX: &str = "index.html";

/// The folder of files whose names contain a hash of their content.
const HASHED: &str = "assets/";

const NOT_BUILT: &str = "The web console is not part of this build: frontend/dist was missing when \
                         it was compiled.\nBuild it with `make run` (or `npm ci && npm run build` in frontend/) \
                         and compile again. The API is served: see /openapi.json.\n";

/// Serves the web console at every path without a route of its own.
pub(super) async fn serve(request: HttpRequest) -> Result<HttpResponse, Error> {
    let path = request.path();
    if path.starts_with("/api/") || path == "/api" {
        return Err(Error::nothing_at(path));
    }
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        return Err(Error::method_is_not("GET, HEAD", request.method().as_str(), path));
    }
    let accepts = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let encodings = accepts(header::ACCEPT_ENCODING).unwrap_or_default();
    let page = accepts(header::ACCEPT).is_some_and(|types| types.contains("text/html"));
    let name = path.trim_start_matches('/');
    if let Some(response) = file(name, encodings).filter(|_| name != INDEX) {
        return Ok(response);
    }
    if path != "/" && name != INDEX && (is_asset(name) || !page) {
        return Err(Error::nothing_at(path));
    }
    Ok(file(INDEX, encodings).unwrap_or_else(|| {
        HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body(NOT_BUILT)
    }))
}

/// Whether a path is a file's and not a page's: pages have room names in their paths, which may
/// contain dots.
fn is_asset(name: &str) -> bool {
    name.starts_with(HASHED) || (!name.contains('/') && name.contains('.'))
}

fn file(name: &str, encodings: &str) -> Option<HttpResponse> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if matches!(ending, "br" | "gz") {
        return None;
    }
    let plain = Build::get(name)?;
    let mut response = HttpResponse::Ok();
    response.content_type(content_type(ending));
    response.insert_header((header::VARY, "accept-encoding"));
    let caching =
        if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.insert_header((header::CACHE_CONTROL, caching));
    let encoded = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| allows(encodings, coding))
        .find_map(|(coding, ending)| Some((coding, Build::get(&format!("{name}{ending}"))?)));
    let file = match encoded {
        Some((coding, file)) => {
            response.insert_header((header::CONTENT_ENCODING, coding));
            file
        }
        None => plain,
    };
    Some(response.body(bytes(file)))
}

fn bytes(file: EmbeddedFile) -> actix_web::web::Bytes {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => actix_web::web::Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => bytes.into(),
    }
}

/// Whether an `Accept-Encoding` names a coding and does not refuse it.
fn allows(encodings: &str, coding: &str) -> bool {
    encodings.split(',').any(|part| {
        let mut part = part.split(';').map(str::trim);
        let named = part.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = part.any(|weight| {
            weight.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
        });
        named && !refused
    })
}

fn content_type(ending: &str) -> &'static str {
    match ending {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{allows, is_asset};

    #[test]
    fn a_missing_file_is_not_a_page_but_a_room_with_a_dot_is() {
        for (name, asset) in [
            ("assets/index-1a2b.js", true),
            ("assets/x/y", true),
            ("favicon.ico", true),
            ("rooms", false),
            ("rooms/v1.2", false),
            ("rooms/a.js", false),
        ] {
            assert_eq!(is_asset(name), asset, "{name}");
        }
    }

    #[test]
    fn a_coding_is_used_only_if_it_is_named_and_not_refused() {
        for (encodings, brotli) in [
            ("gzip, deflate, br, zstd", true),
            ("BR;q=0.5", true),
            ("br;q=0, gzip", false),
            ("br; q=0.0", false),
            ("gzip", false),
            ("", false),
            ("*", false),
            ("brotli", false),
        ] {
            assert_eq!(allows(encodings, "br"), brotli, "{encodings}");
        }
    }
}
