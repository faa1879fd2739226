//! One call: hop by hop, bounded in time and size.

use oin_domain::check::Answer;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, LOCATION,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use url::Url;

use super::destination::Destination;
use super::{FetchError, Outbound, Why, trust};

/// The most bytes of an answer's header.
const MOST_HEADER: usize = 64 * 1024;

/// What a caller takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchLimits {
    /// The most bytes of the body.
    pub max_bytes: usize,
    /// The most redirects that are followed.
    pub max_hops: usize,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self {
            max_bytes: 2 * 1024 * 1024,
            max_hops: 3,
        }
    }
}

/// What was fetched.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The address that answered.
    pub final_url: Url,
    /// The addresses that were gone through, the last one included.
    pub hops: Vec<Url>,
    /// The HTTP status.
    pub status: u16,
    /// The type of the body, as the server calls it.
    pub content_type: Option<String>,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body, as sent.
    pub body: Vec<u8>,
}

/// A call of any method.
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Outbound {
    /// Gets what stands at an address, whatever its status.
    ///
    /// # Errors
    /// A [`FetchError`] that says what to mend.
    pub async fn fetch(&self, url: &Url, limits: FetchLimits) -> Result<Fetched, FetchError> {
        let ask = Ask::plain(Method::GET);
        self.bounded(async |hops| {
            let response = self.follow(&ask, url, limits.max_hops, hops).await?;
            read(response, limits.max_bytes).await
        })
        .await
    }

    /// Sends a request and reads the answer; redirects are not followed.
    ///
    /// # Errors
    /// A [`FetchError`] that says what to mend.
    pub async fn send(&self, request: Request, limits: FetchLimits) -> Result<Fetched, FetchError> {
        let (ask, url) = Ask::of(request);
        self.bounded(async |hops| {
            hops.push(url.clone());
            let response = self.call(&ask, &url).await?;
            read(response, limits.max_bytes).await
        })
        .await
    }

    /// How an address answers to a look: the body is not read.
    pub async fn probe(&self, url: &Url) -> Answer {
        // Many servers know HEAD badly: only a good answer to it counts.
        match self.status(Method::HEAD, url).await {
            Ok(status) if status < 400 => Answer::Status(status),
            Ok(_)
            | Err(FetchError {
                why: Why::Answer(_), ..
            }) => answer(self.status(Method::GET, url).await),
            Err(error) => answer(Err(error)),
        }
    }

    /// How an address that takes messages answers: "not found" to a look may
    /// only mean that it wants a message, so that an empty one decides.
    pub async fn probe_receiver(&self, url: &Url) -> Answer {
        match self.probe(url).await {
            Answer::Status(404 | 410) => answer(self.status(Method::POST, url).await),
            other => other,
        }
    }

    async fn status(&self, method: Method, url: &Url) -> Result<u16, FetchError> {
        let max_hops = FetchLimits::default().max_hops;
        let ask = Ask::plain(method);
        let fetched = self.bounded(async |hops| {
            // A message is not sent on to where its receiver points.
            let response = match ask.method {
                Method::POST => self.call(&ask, url).await?,
                _ => self.follow(&ask, url, max_hops, hops).await?,
            };
            Ok(Fetched::without_body(&response))
        });
        fetched.await.map(|fetched| fetched.status)
    }

    /// Runs a call for as long as calls may take, and keeps its way for the error.
    pub(super) async fn bounded(
        &self,
        call: impl AsyncFnOnce(&mut Vec<Url>) -> Result<Fetched, Why>,
    ) -> Result<Fetched, FetchError> {
        let mut hops = Vec::new();
        let outcome = match tokio::time::timeout(self.times.total, call(&mut hops)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Why::Silent(format!(
                "the answer was not whole after {} seconds",
                self.times.total.as_secs_f32()
            ))),
        };
        match outcome {
            Ok(mut fetched) => {
                fetched.hops = hops;
                Ok(fetched)
            }
            Err(why) => {
                let host = hops.last().and_then(Url::host_str).unwrap_or_default();
                tracing::info!(
                    code = why.code(),
                    host,
                    "a call to the outside ended without an answer"
                );
                Err(FetchError::new(why, hops))
            }
        }
    }

    /// Asks, and goes where the answers point, each address judged anew.
    async fn follow(
        &self,
        ask: &Ask,
        url: &Url,
        max_hops: usize,
        hops: &mut Vec<Url>,
    ) -> Result<Response, Why> {
        let mut at = url.clone();
        loop {
            hops.push(at.clone());
            let response = self.call(ask, &at).await?;
            let Some(next) = redirect(&response, &at)? else {
                return Ok(response);
            };
            if hops.len() > max_hops {
                return Err(Why::Redirects(format!("more than {max_hops} times")));
            }
            if at.scheme() == "https" && next.scheme() == "http" {
                hops.push(next);
                return Err(Why::Redirects("from https to http".to_owned()));
            }
            if hops.contains(&next) {
                hops.push(next);
                return Err(Why::Redirects("in a circle".to_owned()));
            }
            at = next;
        }
    }

    pub(super) async fn call(&self, ask: &Ask, url: &Url) -> Result<Response, Why> {
        let destination = self.destination(url).await?;
        let client = self.client(&destination)?;
        let mut headers = ask.headers.clone();
        // Nothing is unpacked here, so that a small answer stays a small one.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some(host) = &destination.host_header {
            let host = HeaderValue::from_str(host).map_err(|_| Why::Unreadable)?;
            headers.insert(HOST, host);
        }
        let request = client
            .request(ask.method.clone(), destination.url)
            .headers(headers)
            .body(ask.body.clone());
        let response = request.send().await.map_err(|error| self.why(&error))?;
        let size =
            |(name, value): (&reqwest::header::HeaderName, &HeaderValue)| name.as_str().len() + value.len();
        if response.headers().iter().map(size).sum::<usize>() > MOST_HEADER {
            return Err(Why::TooLarge {
                what: "header",
                limit: MOST_HEADER,
            });
        }
        Ok(response)
    }

    /// A client for one call, which knows no other name than the judged one.
    fn client(&self, destination: &Destination) -> Result<Client, Why> {
        let host = destination.url.host_str().unwrap_or_default();
        Client::builder()
            .tls_backend_preconfigured(self.inner.trust.config(destination.world))
            .dns_resolver(Nowhere)
            .resolve_to_addrs(host, &destination.addresses)
            .no_proxy()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(self.times.connect)
            .user_agent(self.inner.agent.as_str())
            .build()
            .map_err(|error| Why::Answer(format!("the call could not be set up ({error})")))
    }

    fn why(&self, error: &reqwest::Error) -> Why {
        if let Some(complaint) = trust::complaint(error) {
            return complaint;
        }
        let kind = trust::causes(error)
            .find_map(|cause| cause.downcast_ref::<std::io::Error>())
            .map(std::io::Error::kind);
        if error.is_connect() {
            return Why::Silent(match kind {
                Some(std::io::ErrorKind::ConnectionRefused) => "the connection was refused".to_owned(),
                _ if error.is_timeout() => {
                    format!(
                        "no connection within {} seconds",
                        self.times.connect.as_secs_f32()
                    )
                }
                _ => "no connection could be made".to_owned(),
            });
        }
        match kind {
            Some(_) => Why::Silent("the connection broke off".to_owned()),
            None => Why::Answer("it is not HTTP, is damaged, or broke off".to_owned()),
        }
    }
}

/// What is asked at every hop.
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Ask {
    pub(super) fn of(request: Request) -> (Self, Url) {
        let ask = Self {
            method: request.method,
            headers: request.headers,
            body: request.body,
        };
        (ask, request.url)
    }

    fn plain(method: Method) -> Self {
        let headers = HeaderMap::from_iter([(reqwest::header::ACCEPT, HeaderValue::from_static("*/*"))]);
        Self {
            method,
            headers,
            body: Vec::new(),
        }
    }
}

impl Fetched {
    pub(super) fn without_body(response: &Response) -> Self {
        let content_type = response.headers().get(CONTENT_TYPE);
        Self {
            final_url: response.url().clone(),
            hops: Vec::new(),
            status: response.status().as_u16(),
            content_type: content_type
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            headers: response.headers().clone(),
            body: Vec::new(),
        }
    }
}

/// Resolves nothing: names are looked up and judged before a client is made.
struct Nowhere;

impl reqwest::dns::Resolve for Nowhere {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(async { Err("this name was not judged".into()) })
    }
}

/// Where an answer points to, if it does.
fn redirect(response: &Response, at: &Url) -> Result<Option<Url>, Why> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response.headers().get(LOCATION) else {
        return Ok(None);
    };
    let location = location
        .to_str()
        .map_err(|_| Why::Redirects("to what is no address".to_owned()))?;
    let next = at
        .join(location)
        .map_err(|_| Why::Redirects("to what is no address".to_owned()))?;
    Ok(Some(next))
}

async fn read(mut response: Response, max_bytes: usize) -> Result<Fetched, Why> {
    let mut fetched = Fetched::without_body(&response);
    let too_large = || Why::TooLarge {
        what: "body",
        limit: max_bytes,
    };
    let packed = response.headers().get(CONTENT_ENCODING);
    if packed.is_some_and(|encoding| encoding != "identity") {
        return Err(Why::Answer(
            "it is compressed, which was not asked for".to_owned(),
        ));
    }
    if response
        .content_length()
        .is_some_and(|length| length > max_bytes as u64)
    {
        return Err(too_large());
    }
    loop {
        let piece = response.chunk().await;
        let piece = piece.map_err(|_| Why::Answer("its body broke off or is damaged".to_owned()))?;
        let Some(piece) = piece else { return Ok(fetched) };
        if fetched.body.len() + piece.len() > max_bytes {
            return Err(too_large());
        }
        fetched.body.extend_from_slice(&piece);
    }
}

/// What a call's outcome says about its address.
pub(super) fn answer(outcome: Result<u16, FetchError>) -> Answer {
    let error = match outcome {
        Ok(status) => return Answer::Status(status),
        Err(error) => error,
    };
    match error.why {
        Why::NotPublic(_) => Answer::Private,
        Why::NoSuchHost(_) => Answer::NoSuchHost,
        Why::Tls(why) => Answer::Tls(why),
        Why::Silent(why) => Answer::Silent(why),
        Why::Answer(why) => Answer::Unchecked(why),
        Why::Redirects(where_to) => Answer::Unchecked(format!("it redirects {where_to}")),
        Why::Scheme(scheme) => {
            Answer::Unchecked(format!("it leads to `{scheme}:`, and only https is called"))
        }
        Why::Port(port) => Answer::Unchecked(format!("only ports 443 and 8443 are called, not {port}")),
        Why::OwnHost(host) => Answer::Unchecked(format!("`{host}` is this network's own address")),
        Why::TooLarge { what, limit } => {
            Answer::Unchecked(format!("its {what} is larger than {limit} bytes"))
        }
        Why::Unreadable => Answer::Unchecked("it is no whole address".to_owned()),
        Why::UserInfo => Answer::Unchecked("it holds a user name or password".to_owned()),
    }
}
