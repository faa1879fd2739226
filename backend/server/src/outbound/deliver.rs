//! Sending a message of which only the answer's status counts.

use std::time::Duration;

use super::fetch::Ask;
use super::{FetchError, Fetched, Outbound, Request};

/// How long the body of the answer is waited for.
const BODY: Duration = Duration::from_secs(2);

impl Outbound {
    /// Sends a message and reads how it is answered: the head, and at most `keep` bytes of the body.
    /// A longer body, and one that breaks off or never ends, is left where it is. Redirects are not
    /// followed.
    ///
    /// # Errors
    /// A [`FetchError`] when no answer came.
    pub async fn deliver(&self, request: Request, keep: usize) -> Result<Fetched, FetchError> {
        let (ask, url) = Ask::of(request);
        self.bounded(async |hops| {
            hops.push(url.clone());
            let mut response = self.call(&ask, &url).await?;
            let mut fetched = Fetched::without_body(&response);
            let fill = async {
                while fetched.body.len() < keep
                    && let Ok(Some(piece)) = response.chunk().await
                {
                    let room = keep - fetched.body.len();
                    fetched.body.extend_from_slice(&piece[..piece.len().min(room)]);
                }
            };
            // What has come by then is enough.
            let _ = tokio::time::timeout(BODY, fill).await;
            Ok(fetched)
        })
        .await
    }
}
