//! One exchange over a socket. The only file that names the HTTP client.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::io::Read;
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, Response as Answer};
use reqwest::header::{HeaderName, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use url::{Host, Url};

use super::patient::Clock;
use super::{Method, Request, Response, Transport};
use crate::error::Error;
use crate::secret::Auth;

/// How long and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long a connection may take to come up.
    pub connect: Duration,
    /// How long a whole exchange may take.
    pub whole: Duration,
    /// How many MiB an answer may have.
    pub mib: u64,
    /// Whether a host that is not this machine may be asked without encryption.
    pub insecure_http: bool,
}

impl Default for Limits {
    fn default() -> Self {
        let (connect, whole) = (Duration::from_secs(10), Duration::from_secs(30));
        Self { connect, whole, mib: 32, insecure_http: false }
    }
}

/// A client for any service.
pub struct Http<'c> {
    client: Client,
    limits: Limits,
    clock: &'c dyn Clock,
}

/// Redirects that are followed, all of them on one host.
const MOST_REDIRECTS: usize = 5;

impl<'c> Http<'c> {
    /// Makes a client. Proxies are those of the environment (`HTTPS_PROXY`, `NO_PROXY`), authorities those of the system
    /// and of `SSL_CERT_FILE`.
    ///
    /// # Errors
    /// Where the system's certificates cannot be loaded.
    pub fn new(limits: Limits, clock: &'c dyn Clock) -> Result<Self, Error> {
        // Another part of the process may have chosen one already: then that one is used.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder()
            .user_agent(concat!("relnotes/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(limits.connect)
            .timeout(limits.whole)
            .build()
            .map_err(|error| Error::Client { reason: innermost(&error) })?;
        Ok(Self { client, limits, clock })
    }

    fn check(&self, request: &Request) -> Result<(), Error> {
        let fits = match request.url.scheme() {
            "https" => true,
            "http" => self.limits.insecure_http || is_this_machine(&request.url),
            _ => false,
        };
        if fits { Ok(()) } else { Err(Error::Insecure { address: request.shown() }) }
    }

    fn once(&self, request: &Request, url: &Url) -> Result<Answer, Error> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Put => reqwest::Method::PUT,
        };
        let mut builder = self.client.request(method, url.clone());
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(auth) = &request.auth {
            let (name, value) = secret(auth)?;
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.header("content-type", "application/json").body(body.clone());
        }
        builder.send().map_err(|error| self.failure(request, &error))
    }

    fn read(
        &self,
        request: &Request,
        mut answer: Answer,
        start: Instant,
    ) -> Result<Response, Error> {
        let status = answer.status().as_u16();
        let mut headers = BTreeMap::new();
        for (name, value) in answer.headers() {
            headers.insert(
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            );
        }
        let body = self.body(request, &mut answer, start)?;
        Ok(Response { status, headers, body, read_at: self.clock.now() })
    }

    /// Reads a body in pieces: the client's own time-out begins anew with each of them.
    fn body(
        &self,
        request: &Request,
        answer: &mut Answer,
        start: Instant,
    ) -> Result<Vec<u8>, Error> {
        let most = self.limits.mib * 1024 * 1024;
        let mut body = Vec::new();
        let mut piece = vec![0; 64 * 1024];
        loop {
            let length = match answer.read(&mut piece) {
                Ok(0) => return Ok(body),
                Ok(length) => length,
                Err(error) => {
                    let inner = error.get_ref().and_then(|it| it.downcast_ref::<reqwest::Error>());
                    return Err(match inner {
                        Some(inner) => self.failure(request, inner),
                        None => self.failure(request, &error),
                    });
                }
            };
            body.extend_from_slice(&piece[..length]);
            if body.len() as u64 > most {
                return Err(Error::TooLarge { address: request.shown(), limit: self.limits.mib });
            }
            if start.elapsed() > self.limits.whole {
                return Err(self.too_late(request));
            }
        }
    }

    fn too_late(&self, request: &Request) -> Error {
        Error::Timeout { host: request.host(), seconds: self.limits.whole.as_secs() }
    }

    /// Says what went wrong, by the chain of errors that the client gives; its own words hold the whole address.
    fn failure(&self, request: &Request, error: &(dyn StdError + 'static)) -> Error {
        let (host, reason) = (request.host(), innermost(error));
        let client = chain(error).find_map(|it| it.downcast_ref::<reqwest::Error>());
        let is_late = |it: &&(dyn StdError + 'static)| it.to_string().contains("timed out");
        let late = chain(error).find(is_late).is_some();
        if late || client.is_some_and(reqwest::Error::is_timeout) {
            return self.too_late(request);
        }
        if chain(error).any(|it| it.downcast_ref::<rustls::Error>().is_some())
            || reason.contains("certificate")
        {
            return Error::Certificate { host, reason };
        }
        if client.is_some_and(reqwest::Error::is_connect) {
            return Error::Connect { host, reason };
        }
        Error::Broken { host, reason }
    }
}

impl Transport for Http<'_> {
    fn send(&self, request: &Request) -> Result<Response, Error> {
        self.check(request)?;
        let mut url = request.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let start = Instant::now();
            let answer = self.once(request, &url)?;
            let is_followed = answer.status().is_redirection() && request.method == Method::Get;
            let Some(location) = answer.headers().get(LOCATION).filter(|_| is_followed) else {
                return self.read(request, answer, start);
            };
            let location = location.to_str().ok().and_then(|it| url.join(it).ok());
            let Some(location) = location else { return self.read(request, answer, start) };
            if location.origin() != request.url.origin() {
                let to = location.origin().ascii_serialization();
                return Err(Error::Redirect { address: request.shown(), to });
            }
            url = location;
        }
        Err(Error::Circle { address: request.shown() })
    }
}

fn secret(auth: &Auth) -> Result<(HeaderName, HeaderValue), Error> {
    let (name, text) = auth.header();
    let bad = || Error::BadToken { variable: auth.token.variable().to_owned() };
    let mut value = HeaderValue::from_str(&text).map_err(|_| bad())?;
    value.set_sensitive(true);
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?;
    Ok((name, value))
}

/// Returns whether an address is of this machine.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn chain<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// Returns the words of the innermost error: those of the outer ones repeat the address with its query.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
