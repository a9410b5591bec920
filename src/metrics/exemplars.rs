//! Exemplars: for each bucket of the duration of HTTP requests, the id of the latest request in it,
//! so that a slow one can be found in the log. The crate `prometheus` has none.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::buckets::HTTP_BUCKETS;
use crate::model::Millis;

/// The most characters of an id: OpenMetrics allows 128 for all labels of an exemplar together.
const ID_CHARS: usize = 100;

/// A request that stands for the others of its bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct Exemplar {
    /// The request's id.
    pub request_id: String,
    /// When it was responded to.
    pub at: Millis,
}

/// The latest request of each bucket, with its duration in seconds.
type Buckets = [Option<(Exemplar, f64)>; HTTP_BUCKETS.len() + 1];

/// The latest request of each route and bucket.
#[derive(Debug, Default)]
pub(super) struct Exemplars(Mutex<HashMap<String, Buckets>>);

impl Exemplars {
    /// Keeps a request, unless that would have to wait: it is only an example.
    pub(super) fn keep(&self, route: &str, seconds: f64, exemplar: Exemplar) {
        if exemplar.request_id.len() > ID_CHARS {
            return;
        }
        let Some(mut routes) = self.0.try_lock() else { return };
        if !routes.contains_key(route) {
            routes.insert(route.to_owned(), Buckets::default());
        }
        if let Some(buckets) = routes.get_mut(route) {
            let bucket = HTTP_BUCKETS.partition_point(|bound| *bound < seconds);
            buckets[bucket] = Some((exemplar, seconds));
        }
    }

    /// The exemplar of a bucket of a route, in the syntax of OpenMetrics.
    pub(super) fn text(&self, route: &str, bucket: usize) -> Option<String> {
        let routes = self.0.lock();
        let (Exemplar { request_id, at }, seconds) = routes.get(route)?.get(bucket)?.as_ref()?;
        let at = at.seconds_since(Millis(0));
        Some(format!(" # {{request_id=\"{request_id}\"}} {seconds} {at:.3}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Exemplar, Exemplars};
    use crate::model::Millis;

    #[test]
    fn a_bucket_keeps_its_latest_request_up_to_its_bound() {
        let exemplars = Exemplars::default();
        let request = |id: &str| Exemplar { request_id: id.to_owned(), at: Millis(1500) };
        exemplars.keep("/a", 0.000_5, request("first"));
        exemplars.keep("/a", 0.000_4, request("second"));
        exemplars.keep("/a", 0.000_6, request("slower"));
        exemplars.keep("/a", 99.0, request("slowest"));
        exemplars.keep("/a", 99.0, request(&"x".repeat(101)));
        let text = |bucket| exemplars.text("/a", bucket).unwrap_or_default();
        assert_eq!(text(0), " # {request_id=\"second\"} 0.0004 1.500");
        assert_eq!(text(1), " # {request_id=\"slower\"} 0.0006 1.500");
        assert_eq!(text(14), " # {request_id=\"slowest\"} 99 1.500");
        assert_eq!(text(2), "");
        assert_eq!(exemplars.text("/b", 0), None);
    }
}
