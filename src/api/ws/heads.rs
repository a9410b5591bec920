//! Checks the headers of a client's frames as they arrive: a frame that announces too many bytes is
//! refused at once. The library checks the limit only when a frame is complete, and buffers it
//! until then.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, Payload};
use futures_util::Stream;

/// The most bytes of a control frame: RFC 6455, section 5.5.
const CONTROL_BYTES: u64 = 125;

/// Why a frame is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum FrameError {
    /// It announces more bytes than the limit.
    #[error("the frame is too long")]
    TooLong,
    /// It is invalid: reserved bits, an unknown opcode, or a long control frame.
    #[error("not a WebSocket frame")]
    Malformed,
}

/// Parses the frame headers in a stream of bytes.
#[derive(Debug)]
pub(super) struct Heads {
    limit: u64,
    /// The header of the next frame, as far as it has arrived: at most 14 bytes.
    head: [u8; 14],
    length: usize,
    /// Bytes of the current frame that have not arrived yet.
    rest: u64,
}

impl Heads {
    /// Allows frames of at most `limit` bytes.
    pub(super) const fn new(limit: u64) -> Self {
        Self { limit, head: [0; 14], length: 0, rest: 0 }
    }

    /// Parses the next bytes.
    fn follow(&mut self, mut bytes: &[u8]) -> Result<(), FrameError> {
        while let Some((first, others)) = bytes.split_first() {
            if self.rest > 0 {
                let taken = usize::try_from(self.rest).unwrap_or(usize::MAX).min(bytes.len());
                self.rest -= taken as u64;
                bytes = &bytes[taken..];
                continue;
            }
            self.head[self.length] = *first;
            self.length += 1;
            bytes = others;
            if let Some(announced) = self.announced()? {
                self.rest = announced;
                self.length = 0;
            }
        }
        Ok(())
    }

    /// The length of the frame, once its header is complete.
    fn announced(&self) -> Result<Option<u64>, FrameError> {
        let head = &self.head[..self.length];
        let [first, second, behind @ ..] = head else { return Ok(None) };
        let opcode = first & 0x0f;
        if first & 0x70 != 0 || !matches!(opcode, 0..=2 | 8..=10) {
            return Err(FrameError::Malformed);
        }
        let short = u64::from(second & 0x7f);
        let width = match short {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let Some((number, mask)) = behind.split_at_checked(width) else { return Ok(None) };
        let announced = match width {
            0 => short,
            _ => number.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        };
        if opcode >= 8 && announced > CONTROL_BYTES {
            return Err(FrameError::Malformed);
        }
        if announced > self.limit {
            return Err(FrameError::TooLong);
        }
        // The library refuses frames without a mask.
        let is_masked = second & 0x80 != 0;
        Ok((mask.len() == if is_masked { 4 } else { 0 }).then_some(announced))
    }
}

/// A client's bytes, up to the first refused frame.
pub(super) struct CheckedStream {
    pub(super) bytes: Payload,
    pub(super) heads: Heads,
}

impl Stream for CheckedStream {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = std::task::ready!(Pin::new(&mut this.bytes).poll_next(context));
        Poll::Ready(next.map(|chunk| {
            let chunk = chunk?;
            match this.heads.follow(&chunk) {
                Ok(()) => Ok(chunk),
                Err(refused) => Err(PayloadError::Io(std::io::Error::other(refused))),
            }
        }))
    }
}

/// Why a frame was refused here, if that ended the stream.
pub(super) fn refused(error: &std::io::Error) -> Option<FrameError> {
    let mut cause = error.get_ref().map(|cause| cause as &(dyn std::error::Error + 'static));
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref() {
            return Some(*refused);
        }
        let within = error.downcast_ref::<PayloadError>().and_then(|error| match error {
            PayloadError::Io(error) => error.get_ref(),
            _ => None,
        });
        cause = match within {
            Some(within) => Some(within),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FrameError, Heads};

    const LIMIT: u64 = 16 * 1024;

    /// The head of a masked frame.
    fn head(first: u8, announced: u64) -> Vec<u8> {
        let mut head = vec![first];
        match announced {
            0..126 => head.push(0x80 | u8::try_from(announced).expect("it is below 126")),
            126..65_536 => {
                head.push(0xfe);
                head.extend(u16::try_from(announced).expect("it is below 65536").to_be_bytes());
            }
            _ => {
                head.push(0xff);
                head.extend(announced.to_be_bytes());
            }
        }
        head.extend([1, 2, 3, 4]);
        head
    }

    fn follow(bytes: &[u8]) -> Result<(), FrameError> {
        Heads::new(LIMIT).follow(bytes)
    }

    #[test]
    fn a_frame_is_refused_at_its_header() {
        for (first, announced, refused) in [
            (0x81, LIMIT, None),
            (0x81, LIMIT + 1, Some(FrameError::TooLong)),
            (0x01, 1 << 40, Some(FrameError::TooLong)),
            (0x80, 1 << 40, Some(FrameError::TooLong)),
            (0x82, u64::MAX, Some(FrameError::TooLong)),
            (0x89, 125, None),
            (0x89, 126, Some(FrameError::Malformed)),
            (0x88, 1 << 40, Some(FrameError::Malformed)),
            (0xc1, 1, Some(FrameError::Malformed)),
            (0x83, 1, Some(FrameError::Malformed)),
            (0x8f, 1, Some(FrameError::Malformed)),
        ] {
            assert_eq!(follow(&head(first, announced)).err(), refused, "{first:x} {announced}");
        }
        // The length is enough to refuse; the mask need not arrive.
        let whole = head(0x81, 1 << 40);
        assert_eq!(follow(&whole[..10]), Err(FrameError::TooLong));
        assert_eq!(follow(&whole[..9]), Ok(()));
        // A length may be encoded in more bytes than it needs.
        assert_eq!(
            follow(&[0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 9, 0x83, 0]),
            Err(FrameError::Malformed)
        );
    }

    proptest! {
        #[test]
        fn frames_are_separated_however_their_bytes_are_split(
            lengths in prop::collection::vec(0..LIMIT, 1..8),
            last in (LIMIT + 1)..u64::MAX,
            cuts in prop::collection::vec(1_usize..4096, 1..20),
        ) {
            let mut bytes = Vec::new();
            for length in &lengths {
                bytes.extend(head(0x81, *length));
                // A payload that looks like a header that would be refused.
                bytes.extend(std::iter::repeat_n(0xff, usize::try_from(*length).expect("small")));
            }
            let good = bytes.len();
            bytes.extend(head(0x01, last));
            let mut heads = Heads::new(LIMIT);
            let mut at = 0;
            for cut in cuts.iter().cycle() {
                let end = (at + cut).min(bytes.len());
                let outcome = heads.follow(&bytes[at..end]);
                // Ten bytes of the refused header are enough.
                prop_assert_eq!(outcome.is_err(), end >= good + 10);
                at = end;
                if outcome.is_err() || at == bytes.len() {
                    break;
                }
            }
            prop_assert!(at >= good + 10);
        }

        #[test]
        fn no_bytes_cause_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = follow(&bytes);
        }
    }
}
