//! The rooms that users look at: their participants are listed more often.

use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;

use crate::model::{Millis, Text};

/// How long a view counts, milliseconds: an open page repeats its request, or is subscribed.
const LOOKING_MS: i64 = 30_000;
/// The most views that are remembered.
const MOST: usize = 1000;

/// The rooms in view. The API and the pollers share it.
#[derive(Debug, Default)]
pub struct Views(Mutex<HashMap<(Text, Text), Millis>>);

impl Views {
    /// Records that a user looks at this room session at `now`.
    pub fn look(&self, deployment: &str, room_sid: &str, now: Millis) {
        let mut views = self.0.lock();
        if views.len() >= MOST {
            views.retain(|_, at| now.is_within(*at, LOOKING_MS - 1));
        }
        if views.len() < MOST {
            views.insert((deployment.into(), room_sid.into()), now);
        }
    }

    /// The room sids of `deployment` that users look at.
    pub fn of(&self, deployment: &str, now: Millis) -> HashSet<Text> {
        let mut views = self.0.lock();
        views.retain(|_, at| now.is_within(*at, LOOKING_MS - 1));
        views.keys().filter(|(of, _)| of == deployment).map(|(_, sid)| sid.clone()).collect()
    }
}
