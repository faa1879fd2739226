//! A request's body as a stream with an end: what a reader leaves of it can still be thrown away,
//! so that the sender of a refused body reads the answer instead of seeing a broken connection.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;

/// How long the rest of a refused body is thrown away.
const DRAIN: Duration = Duration::from_secs(10);
/// How much of it, in bytes.
const MOST_DRAINED: usize = 50 * 1024 * 1024;

/// A body that fails beyond its longest length. Its clones read the same bytes.
#[derive(Clone)]
pub struct Body {
    payload: Rc<RefCell<Payload>>,
    longest: usize,
    read: Rc<Cell<usize>>,
    ended: Rc<Cell<bool>>,
}

impl Body {
    /// The body behind `payload`, of at most `longest` bytes.
    pub fn new(payload: Payload, longest: usize) -> Self {
        Self {
            payload: Rc::new(RefCell::new(payload)),
            longest,
            read: Rc::new(Cell::new(0)),
            ended: Rc::new(Cell::new(false)),
        }
    }

    /// Whether there was more than the longest length.
    pub fn is_too_long(&self) -> bool {
        self.read.get() > self.longest
    }

    /// Throws away what is left, for a while.
    pub async fn drain(&self) {
        let mut left = MOST_DRAINED;
        let rest = async {
            while !self.ended.get() && left > 0 {
                let chunk = futures_util::future::poll_fn(|context| self.poll(context)).await;
                match chunk {
                    Some(Ok(chunk)) => left = left.saturating_sub(chunk.len()),
                    _ => return,
                }
            }
        };
        // Whoever sends slower than that sees the connection end.
        let _ = tokio::time::timeout(DRAIN, rest).await;
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, PayloadError>>> {
        let polled = Pin::new(&mut *self.payload.borrow_mut()).poll_next(context);
        if let Poll::Ready(None | Some(Err(_))) = polled {
            self.ended.set(true);
        }
        polled
    }
}

impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.poll(context);
        if let Poll::Ready(Some(Ok(chunk))) = &polled {
            self.read.set(self.read.get() + chunk.len());
            if self.is_too_long() {
                return Poll::Ready(Some(Err(PayloadError::Overflow)));
            }
        }
        polled
    }
}
