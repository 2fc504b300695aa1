//! What a site answers to a request.

use std::io::{self, Write};

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
    pub fn answer(&self, method: &str, url: &str) -> Answer<'_> {
        if !matches!(method, "GET" | "HEAD") {
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

    /// Writes the response to a request of this `method`, under `policy` when there is one; a page that
    /// states a policy of its own is sent under that.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, method: &str, policy: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let reason = match self.status {
            200 => "OK",
            404 => "Not Found",
            _ => "Method Not Allowed",
        };
        write!(out, "HTTP/1.1 {} {reason}\r\n", self.status)?;
        write!(out, "Content-Type: {}\r\nContent-Length: {}\r\n", self.mime, self.body.len())?;
        // The files are public: an article on another origin may import the scripts for writers.
        write!(out, "Access-Control-Allow-Origin: *\r\n")?;
        write!(out, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n")?;
        let own = || std::str::from_utf8(self.body).ok().and_then(crate::policy::in_page);
        let own = if self.mime.starts_with("text/html") { own() } else { None };
        if let Some(policy) = policy.map(|policy| own.unwrap_or_else(|| policy.to_owned())) {
            write!(out, "Content-Security-Policy: {policy}\r\n")?;
        }
        write!(out, "\r\n")?;
        if method == "HEAD" { Ok(()) } else { out.write_all(self.body) }
    }
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
            let answer = site.answer("GET", url);
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
            assert_eq!(site().answer("GET", url).status, 404, "{url}");
        }
    }

    #[test]
    fn only_reading_is_answered() {
        assert_eq!(site().answer("POST", "/").status, 405);
        assert_eq!(site().answer("HEAD", "/").status, 200);
    }

    #[test]
    fn a_response_is_whole() {
        let (site, mut out) = (site(), Vec::new());
        site.answer("GET", "/").write("GET", Some("default-src 'none'"), &mut out).expect("a buffer");
        let text = String::from_utf8(out).expect("text");
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("\r\n\r\npage"), "{text}");
        assert!(text.contains("Content-Length: 4\r\n"));
        assert!(text.contains("Content-Security-Policy: default-src 'none'\r\n"));
    }
}
