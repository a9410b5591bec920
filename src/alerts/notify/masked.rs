//! Masks telephone numbers in what is sent to receivers.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::message::Item;
use crate::model::{mask_numbers, mask_value};

/// An alert without telephone numbers.
pub(super) fn item(item: &Item) -> Item {
    let alert = serde_json::to_value(&item.alert).map(|mut alert| {
        mask_value(&mut alert);
        alert
    });
    let alert = alert.and_then(serde_json::from_value);
    Item { notice: item.notice, alert: alert.expect("masking keeps an alert valid") }
}

/// A group's key without telephone numbers; different groups have different keys.
pub(super) fn key(key: &str) -> String {
    match mask_numbers(key) {
        Cow::Borrowed(key) => key.to_owned(),
        Cow::Owned(masked) => {
            let digest = Sha256::digest(key);
            format!("{masked}#{}", hex::encode(&digest[..4]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn groups_of_two_callers_stay_two() {
        assert_eq!(key("room=standup"), "room=standup");
        let (one, two) = (key("room=call-+15551234567"), key("room=call-+15559999967"));
        assert_ne!(one, two);
        assert!(one.starts_with("room=call-***67#") && !one.contains("5551234"), "{one}");
    }
}
