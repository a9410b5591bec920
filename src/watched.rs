//! Reads watch channels by copying their value.
//!
//! A borrowed value holds the lock of its channel. A second borrow on the same thread then waits for
//! ever if a writer has come between both: the writer waits for the first borrow, and the second one
//! for the writer.

use tokio::sync::watch;

/// The reading side of a channel with a value that can be copied.
pub trait Watched<T> {
    /// The current value.
    fn current(&self) -> T;
}

#[expect(clippy::disallowed_methods, reason = "the value is copied at once")]
impl<T: Clone> Watched<T> for watch::Receiver<T> {
    fn current(&self) -> T {
        self.borrow().clone()
    }
}

#[expect(clippy::disallowed_methods, reason = "the value is copied at once")]
impl<T: Clone> Watched<T> for watch::Sender<T> {
    fn current(&self) -> T {
        self.borrow().clone()
    }
}

/// The current value, from which on `receiver` waits for changes.
#[expect(clippy::disallowed_methods, reason = "the value is copied at once")]
pub fn seen<T: Clone>(receiver: &mut watch::Receiver<T>) -> T {
    receiver.borrow_and_update().clone()
}
