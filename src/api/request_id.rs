//! The id of a request: taken from it or created, logged, and returned.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::{HttpMessage as _, HttpRequest};

/// The header of the request id, in requests and responses.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The most characters of a request id from outside: more than any usual id, too few to harm a log.
const REQUEST_ID_CHARS: usize = 128;

/// The id of a request, for handlers.
struct Id(String);

/// The request's id, for responses that have it in their body.
pub(super) fn id_of(request: &HttpRequest) -> String {
    request.extensions().get::<Id>().map(|id| id.0.clone()).unwrap_or_default()
}

/// Gives `request` its id.
pub(super) fn given(request: &ServiceRequest) -> String {
    let id = request_id(request.headers());
    request.extensions_mut().insert(Id(id.clone()));
    id
}

/// The id in the request's header if it is safe to log, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| (1..=REQUEST_ID_CHARS).contains(&id.len()))
        .filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte)))
        .map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderValue};

    use super::{REQUEST_ID, request_id};

    #[test]
    fn a_request_id_from_outside_is_accepted_only_if_it_is_safe() {
        let long = "x".repeat(129);
        for (given, accepted) in [
            ("0192f3aa-7c1e", true),
            ("trace:1.2_3", true),
            ("", false),
            ("a b", false),
            ("a\u{7f}", false),
            ("<script>", false),
            (long.as_str(), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_str(given) {
                headers.insert(REQUEST_ID, value);
            }
            assert_eq!(request_id(&headers) == given, accepted, "{given:?}");
        }
        assert_eq!(request_id(&HeaderMap::new()).len(), 36);
    }
}
