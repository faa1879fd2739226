//! The host that shows uploaded pictures: its own, so that nothing it shows ever meets a cookie.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use oin_domain::choice::Choice as _;
use oin_domain::integration::{FileKey, PictureForm};
use url::Url;

/// Where every address of the host begins.
const FILES: &str = "/files/";

/// Where pictures are shown.
#[derive(Debug, Clone)]
pub struct FilesHost {
    /// Scheme, host and port; empty when the pages' own host shows them.
    origin: String,
    /// Host and port as requests name them; nothing when it is the pages' own.
    authority: Option<String>,
}

impl FilesHost {
    /// The host at `url`; without one the pages' own.
    pub fn new(url: Option<&str>) -> Self {
        let authority = url.and_then(|url| Url::parse(url).ok()).map(|url| {
            let host = url.host_str().unwrap_or_default();
            url.port()
                .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
        });
        Self {
            origin: url.unwrap_or_default().to_owned(),
            authority,
        }
    }

    /// The address of a picture in one size.
    pub fn url(&self, key: &FileKey, form: PictureForm) -> String {
        format!("{}{FILES}{}/{}", self.origin, key.as_str(), form.as_str())
    }

    /// The address as a policy's `img-src` names it; empty for the pages' own host.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Answers what is on the wrong host: all but pictures on the files' host, pictures elsewhere.
    pub fn refuse(&self, req: &HttpRequest) -> Option<HttpResponse> {
        let authority = self.authority.as_deref()?;
        let picture = req.path().starts_with(FILES);
        let here = named_host(req).is_some_and(|host| is_same(host, authority));
        if picture != here {
            return Some(plain(
                HttpResponse::NotFound().finish(),
                "There is nothing here.\n",
            ));
        }
        let reads = matches!(*req.method(), Method::GET | Method::HEAD);
        (here && !reads).then(|| {
            let mut refused = HttpResponse::MethodNotAllowed();
            refused.insert_header((header::ALLOW, "GET, HEAD"));
            plain(refused.finish(), "Pictures can only be read.\n")
        })
    }
}

/// The host that a request names. What a proxy says the host was does not count.
fn named_host(req: &HttpRequest) -> Option<&str> {
    let target = req.uri().authority().map(|authority| authority.as_str());
    target.or_else(|| req.headers().get(header::HOST)?.to_str().ok())
}

fn is_same(host: &str, authority: &str) -> bool {
    let bare = |text: &str| {
        let text = text.strip_suffix(":443").or_else(|| text.strip_suffix(":80"));
        text.map(str::to_owned)
    };
    host.eq_ignore_ascii_case(authority)
        || bare(host).is_some_and(|host| host.eq_ignore_ascii_case(authority))
}

fn plain(response: HttpResponse, text: &'static str) -> HttpResponse {
    let mut response = response.set_body(actix_web::body::BoxBody::new(text));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn status(host: &FilesHost, named: &'static str, path: &str) -> Option<u16> {
        let req = TestRequest::get()
            .uri(path)
            .insert_header((header::HOST, named))
            .to_http_request();
        host.refuse(&req).map(|answer| answer.status().as_u16())
    }

    #[test]
    fn pictures_and_pages_do_not_meet() {
        let host = FilesHost::new(Some("https://files.oin.test"));
        for (named, path, expected) in [
            ("files.oin.test", "/files/x/64", None),
            ("FILES.oin.test:443", "/files/x/64", None),
            ("files.oin.test", "/", Some(404)),
            ("files.oin.test", "/sign-in", Some(404)),
            ("files.oin.test", "/files", Some(404)),
            ("oin.test", "/files/x/64", Some(404)),
            ("files.oin.test.evil.test", "/files/x/64", Some(404)),
            ("oin.test", "/", None),
        ] {
            assert_eq!(status(&host, named, path), expected, "{named} {path}");
        }
        let own = FilesHost::new(None);
        assert_eq!(status(&own, "oin.test", "/files/x/64"), None);
        assert_eq!(status(&own, "oin.test", "/"), None);
        let key = FileKey::of([7; 32]);
        assert!(own.url(&key, PictureForm::Small).starts_with("/files/0707"));
        let local = FilesHost::new(Some("http://files.localhost:8080"));
        assert_eq!(status(&local, "files.localhost:8080", "/files/x/64"), None);
        assert_eq!(status(&local, "files.localhost", "/files/x/64"), Some(404));
        assert!(
            local
                .url(&key, PictureForm::Full)
                .starts_with("http://files.localhost:8080/files/")
        );
    }

    #[test]
    fn pictures_are_only_read() {
        let host = FilesHost::new(Some("https://files.oin.test"));
        let req = TestRequest::post()
            .uri("/files/x/64")
            .insert_header((header::HOST, "files.oin.test"))
            .to_http_request();
        assert_eq!(host.refuse(&req).unwrap().status().as_u16(), 405);
    }
}
