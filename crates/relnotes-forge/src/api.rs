//! A service's API: an address, a token, JSON, pages.

use relnotes_core::side_by_side::spread;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::Error;
use crate::network::Network;
use crate::secret::{Auth, Scheme};
use crate::tokens::{JOB_TOKEN, variable_for};
use crate::transport::{Method, Request, Response, shown};

/// More pages than any release has.
const MOST_PAGES: usize = 100;

/// The API of a service.
pub struct Api<'n> {
    network: &'n Network<'n>,
    base: Url,
    auth: Option<Auth>,
    accept: &'static str,
    /// A header that every request has beside the usual ones; nothing secret.
    extra: Option<(&'static str, String)>,
}

/// An answer as JSON, with what its headers say of further pages.
struct Page<T> {
    value: T,
    next: Option<Url>,
}

impl<'n> Api<'n> {
    /// Makes an API of its address, such as `https://api.github.com`; the token is that of the address's host.
    ///
    /// # Errors
    /// Where the address is none, where its host is not trusted, or where a token's file cannot be read.
    pub fn open(network: &'n Network<'n>, address: &str, scheme: Scheme) -> Result<Self, Error> {
        let base = address_of(address)?;
        let token = network.token(&base)?;
        let auth = token.map(|token| {
            let is_of_job = token.variable().starts_with(JOB_TOKEN);
            let scheme = if is_of_job { Scheme::Header("job-token") } else { scheme };
            Auth { token, scheme }
        });
        Ok(Self { network, base, auth, accept: "application/json", extra: None })
    }

    /// Asks for another type of answers.
    pub fn accepting(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }

    /// Adds a header to every request; nothing secret.
    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.extra = Some((name, value));
        self
    }

    /// Whether a token is shown.
    pub fn has_token(&self) -> bool {
        self.auth.is_some()
    }

    /// Returns the address of a resource.
    ///
    /// Each part is one segment of the path, whatever characters it has.
    pub fn url(&self, parts: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Reads a resource.
    ///
    /// # Errors
    /// Where it cannot be read or understood.
    pub fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, Error> {
        let request = self.request(Method::Get, url, None, true);
        self.value(&request)
    }

    /// Reads a resource as it is now, however lately it was read.
    ///
    /// # Errors
    /// Where it cannot be read or understood.
    pub fn get_fresh<T: DeserializeOwned>(&self, url: Url) -> Result<T, Error> {
        let request = Request { is_fresh: true, ..self.request(Method::Get, url, None, true) };
        self.value(&request)
    }

    /// Asks whether a resource is there now.
    ///
    /// # Errors
    /// Where there is no answer.
    pub fn exists(&self, url: Url) -> Result<bool, Error> {
        match self.get_fresh::<serde::de::IgnoredAny>(url) {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads all pages of a list, by the `Link` header (RFC 8288) or `X-Next-Page`.
    ///
    /// # Errors
    /// Where one cannot be read or understood, or where there is no end of them.
    pub fn pages<T: DeserializeOwned>(&self, url: Url, is_fresh: bool) -> Result<Vec<T>, Error> {
        self.pages_of(url, is_fresh, |page: Vec<T>| page)
    }

    /// Reads all pages of a list that stands within an object.
    ///
    /// # Errors
    /// As [`pages`](Self::pages).
    pub fn pages_of<P: DeserializeOwned, T>(
        &self,
        url: Url,
        is_fresh: bool,
        items: impl Fn(P) -> Vec<T>,
    ) -> Result<Vec<T>, Error> {
        let address = shown(&url);
        let mut all = Vec::new();
        let mut next = Some(url);
        for _ in 0..MOST_PAGES {
            let Some(url) = next else { return Ok(all) };
            let request = Request { is_fresh, ..self.request(Method::Get, url, None, true) };
            let page = self.page(&request)?;
            all.extend(items(page.value));
            next = page.next;
        }
        match next {
            None => Ok(all),
            Some(_) => Err(Error::Pages { address, pages: MOST_PAGES }),
        }
    }

    /// Asks a query that changes nothing by `POST`, as GraphQL and searches want it.
    ///
    /// # Errors
    /// Where there is no answer that can be understood.
    pub fn query<T: DeserializeOwned>(&self, url: Url, body: &impl Serialize) -> Result<T, Error> {
        let request = self.request(Method::Post, url, Some(json(body)?), true);
        self.value(&request)
    }

    /// Makes the request of a change, to show or to send it.
    ///
    /// # Errors
    /// Where the body is no JSON.
    pub fn change(
        &self,
        method: Method,
        url: Url,
        body: &impl Serialize,
    ) -> Result<Request, Error> {
        Ok(self.request(method, url, Some(json(body)?), false))
    }

    /// Sends a change.
    ///
    /// # Errors
    /// Where the service does not say that it was made.
    pub fn send<T: DeserializeOwned>(&self, request: &Request) -> Result<T, Error> {
        self.value(request)
    }

    fn request(&self, method: Method, url: Url, body: Option<String>, is_read: bool) -> Request {
        // A next page on another host gets no token.
        let is_own = url.origin() == self.base.origin();
        Request {
            method,
            headers: [("accept", self.accept.to_owned())]
                .into_iter()
                .chain(self.extra.clone())
                .collect(),
            body,
            auth: self.auth.clone().filter(|_| is_own),
            is_read,
            is_fresh: false,
            is_secret: false,
            url,
        }
    }

    fn value<T: DeserializeOwned>(&self, request: &Request) -> Result<T, Error> {
        self.page(request).map(|page| page.value)
    }

    fn page<T: DeserializeOwned>(&self, request: &Request) -> Result<Page<T>, Error> {
        let response = self.network.send(request)?;
        if !(200..300).contains(&response.status) {
            return Err(self.refusal(request, &response));
        }
        let value = read(request, &response)?;
        let next = next_page(request, &response);
        if let Some(next) = &next
            && next.origin() != self.base.origin()
        {
            let to = next.origin().ascii_serialization();
            return Err(Error::Redirect { address: request.shown(), to });
        }
        Ok(Page { value, next })
    }

    fn refusal(&self, request: &Request, response: &Response) -> Error {
        let address = request.shown();
        let token = request.auth.as_ref().map(|auth| auth.token.variable().to_owned());
        let variable = variable_for(&request.url);
        let message = request.redacted(&message_of(response));
        match response.status {
            401 | 403 => {
                let status = response.status;
                Error::Denied { address, status, message, token, variable }
            }
            404 => Error::NotFound { address, token, variable },
            status => Error::Status { address, status, message },
        }
    }
}

/// Reads the address of a service.
///
/// # Errors
/// Where it is none, or holds a user or a password: those would be shown.
pub fn address_of(address: &str) -> Result<Url, Error> {
    let bad = |address: &str, reason| Error::Address { address: address.to_owned(), reason };
    let url = Url::parse(address).map_err(|_| bad(address, "it cannot be read"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad(&shown(&url), "it holds a user or a password"));
    }
    match (url.scheme(), url.has_host()) {
        ("http" | "https", true) => Ok(url),
        _ => Err(bad(&shown(&url), "it is neither https nor http")),
    }
}

fn json(body: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(body).map_err(|error| Error::Client { reason: error.to_string() })
}

fn read<T: DeserializeOwned>(request: &Request, response: &Response) -> Result<T, Error> {
    let kind = response.header("content-type").unwrap_or("something without a type");
    let kind = kind.split(';').next().unwrap_or_default().trim();
    // `204 No Content` says all that there is to say.
    let body: &[u8] = if response.body.is_empty() { b"null" } else { &response.body };
    let kind = request.redacted(kind);
    if !kind.contains("json") && !response.body.is_empty() {
        return Err(Error::NotJson {
            address: request.shown(),
            kind: kind.chars().take(60).collect(),
        });
    }
    serde_json::from_slice(body).map_err(|error| Error::Shape {
        address: request.shown(),
        // What the field holds may be anything: only where it stands and what was expected is told.
        reason: request.redacted(&error.to_string()),
    })
}

/// Returns what a service says of a refusal: `message`, `error`, `errorMessages` of its JSON, in one line.
fn message_of(response: &Response) -> String {
    let value: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let found = ["message", "error_description", "error", "errorMessages", "errors"]
        .iter()
        .find_map(|name| {
            let value = value.get(name)?;
            let first = value.as_array().and_then(|all| all.first());
            let inner = |value: &serde_json::Value| value.get("message").and_then(text);
            text(value)
                .or_else(|| first.and_then(|it| text(it).or_else(|| inner(it))))
                .or_else(|| inner(value))
        });
    let line = found.unwrap_or_else(|| "no reason is given".to_owned());
    let line: Vec<&str> = line.split_whitespace().collect();
    line.join(" ").chars().take(200).collect()
}

/// Returns the address of the next page: `Link: <…>; rel="next"`, or the number in `X-Next-Page`.
fn next_page(request: &Request, response: &Response) -> Option<Url> {
    if let Some(links) = response.header("link") {
        let next = links.split(',').find(|link| link.contains("rel=\"next\""))?;
        let address = next.split('<').nth(1)?.split('>').next()?;
        return request.url.join(address).ok();
    }
    let number = response.header("x-next-page").filter(|number| !number.trim().is_empty())?;
    let mut url = request.url.clone();
    let others: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| name != "page")
        .map(|(a, b)| (a.into_owned(), b.into_owned()))
        .collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("page", number.trim());
    Some(url)
}

/// Reads many things in batches, some batches at a time; in the order of the items.
///
/// # Errors
/// Where one of the batches cannot be read.
pub fn in_batches<I: Sync, T: Send>(
    items: &[I],
    size: usize,
    network: &Network<'_>,
    read: impl Fn(&[I]) -> Result<Vec<T>, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let batches: Vec<&[I]> = items.chunks(size).collect();
    let mut all = Vec::new();
    for found in spread(&batches, vec![(); network.in_flight()], |(), batch| read(batch)) {
        all.extend(found?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_secret() {
        let error = address_of("https://user:s3cret@git.shop.com/api").unwrap_err();
        assert!(
            error.to_string().contains("git.shop.com") && !format!("{error:?}").contains("s3cret")
        );
        for bad in ["git.shop.com", "file:///etc/passwd", "ssh://git@shop.com"] {
            assert!(address_of(bad).is_err(), "{bad}");
        }
    }
}
