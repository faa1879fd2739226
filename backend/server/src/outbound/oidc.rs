//! Calls of OpenID Connect, through the guarded client.

use std::future::Future;
use std::pin::Pin;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

use super::{FetchError, FetchLimits, Outbound, Request, Why};

/// The most bytes of an answer: discovery documents and key sets are smaller.
const MOST: usize = 256 * 1024;

/// What openidconnect makes its calls with. Redirects are not followed, as the
/// protocol's security considerations want it.
#[derive(Clone)]
pub struct OidcClient(pub Outbound);

impl<'c> AsyncHttpClient<'c> for OidcClient {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let request = Request {
                method: parts.method,
                url: Outbound::read(&parts.uri.to_string())?,
                headers: parts.headers,
                body,
            };
            let limits = FetchLimits {
                max_bytes: MOST,
                ..FetchLimits::default()
            };
            let fetched = self.0.send(request, limits).await?;
            let damaged = || FetchError::new(Why::Answer("its status is none".to_owned()), Vec::new());
            let mut response = HttpResponse::new(fetched.body);
            *response.status_mut() = fetched.status.try_into().map_err(|_| damaged())?;
            *response.headers_mut() = fetched.headers;
            Ok(response)
        })
    }
}
