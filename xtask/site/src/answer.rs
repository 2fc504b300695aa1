//! What a site answers to a request.

use std::io::Cursor;

use tiny_http::{Header, Method, Request, Response, StatusCode};

use crate::Site;

/// An answer, ready to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// Status code.
    pub status: u16,
    /// Content type.
    pub mime: &'static str,
    /// Body.
    pub body: &'a [u8],
}

impl Site {
    /// Answers a request for `url`, which may carry a query.
    ///
    /// `/` is `/index.html`, `/folder/` is `/folder/index.html`; what is not in the site is 404.
    pub fn answer(&self, method: &Method, url: &str) -> Answer<'_> {
        if !matches!(method, Method::Get | Method::Head) {
            return Answer::text(405, "Only GET and HEAD are answered here.\n");
        }
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let mut address = path.trim_start_matches('/').to_owned();
        if address.is_empty() || address.ends_with('/') {
            address.push_str("index.html");
        }
        match self.get(&address) {
            Some(body) => Answer { status: 200, mime: mime(&address), body },
            None => Answer::text(404, "Not here.\n"),
        }
    }
}

impl Answer<'_> {
    fn text(status: u16, body: &'static str) -> Self {
        Self { status, mime: "text/plain; charset=utf-8", body: body.as_bytes() }
    }

    /// Sends the answer, under `policy` when there is one.
    ///
    /// A browser that has gone away is no error: nobody is left to hear of it.
    pub fn send(&self, request: Request, policy: Option<&str>) {
        let mut response = Response::from_data(self.body)
            .with_status_code(StatusCode(self.status))
            .with_header(header("Content-Type", self.mime))
            .with_header(header("Cache-Control", "no-store"))
            .with_header(header("X-Content-Type-Options", "nosniff"));
        if let Some(policy) = policy {
            response.add_header(header("Content-Security-Policy", policy));
        }
        let _: Result<(), std::io::Error> = request.respond::<Cursor<Vec<u8>>>(response);
    }
}

fn header(name: &str, value: &str) -> Header {
    // Names are literals; values are literals or a policy of one line.
    Header::from_bytes(name, value).expect("a header in ASCII")
}

/// Content type by the end of the name. Modules run only under a JavaScript type.
fn mime(address: &str) -> &'static str {
    match address.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "txt" | "md" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let mut site = Site::default();
        site.insert("index.html", "page");
        site.insert("www/main.js", "code");
        site.insert("embed/index.html", "embed");
        site
    }

    #[test]
    fn addresses_find_their_file_and_type() {
        let site = site();
        let found = |url| {
            let answer = site.answer(&Method::Get, url);
            (answer.status, answer.body, answer.mime)
        };
        let html = "text/html; charset=utf-8";
        assert_eq!(found("/"), (200, &b"page"[..], html));
        assert_eq!(found("/?a=b"), (200, &b"page"[..], html));
        assert_eq!(found("/embed/"), (200, &b"embed"[..], html));
        let script = "text/javascript; charset=utf-8";
        assert_eq!(found("/www/main.js?1"), (200, &b"code"[..], script));
    }

    #[test]
    fn nothing_outside_the_site_is_answered() {
        for url in [
            "/../Cargo.toml",
            "/www/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/www/..%2f..%2fCargo.toml",
            "//etc/passwd",
            "/www\\..\\Cargo.toml",
            "/www",
        ] {
            assert_eq!(site().answer(&Method::Get, url).status, 404, "{url}");
        }
    }

    #[test]
    fn only_reading_is_answered() {
        assert_eq!(site().answer(&Method::Post, "/").status, 405);
        assert_eq!(site().answer(&Method::Head, "/").status, 200);
    }
}
