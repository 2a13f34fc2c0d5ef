//! Requests and answers, and what carries them: each carrier does one thing and hands on to the next.
//!
//! | carrier | does |
//! |---|---|
//! | [`Http`] | one exchange over a socket: time-outs, limits, no redirect to another host |
//! | [`Patient`] | repeats what may be repeated, waits as long as the service asks |
//! | [`Cached`] | answers from the disk what was asked a little while ago; asks whether the rest has changed |
//! | [`Recorder`], [`Replay`] | writes exchanges into a folder; answers out of one |
//! | [`Offline`] | refuses |

mod cache;
mod exchange;
mod http;
mod patient;
mod record;

#[cfg(test)]
pub(crate) mod misbehaviour;

use std::collections::BTreeMap;
use std::fmt;

pub use self::cache::Cached;
pub use self::exchange::Exchange;
pub use self::http::{Http, Limits};
pub use self::patient::{Clock, Down, Patient, System};
pub use self::record::{Recorder, Replay};
use crate::error::Error;
use crate::secret::Auth;

/// What is done with a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// It is read.
    Get,
    /// Something is made, or a query is asked.
    Post,
    /// It is changed in part.
    Patch,
    /// It is replaced.
    Put,
}

impl Method {
    /// Returns its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
        }
    }
}

/// A request. What is printed of it is what it asks, and nothing that it carries.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// With what.
    pub url: url::Url,
    /// Headers beside the token's; none of them is secret.
    pub headers: Vec<(&'static str, String)>,
    /// JSON that is sent along.
    pub body: Option<String>,
    /// Whose token is shown.
    pub auth: Option<Auth>,
    /// Whether it changes nothing: it may be repeated, and its answer kept.
    pub is_read: bool,
    /// Whether an answer must be of now: of checks and statuses.
    pub is_fresh: bool,
    /// Whether the address itself is a secret, as that of a web hook: nothing of it is shown but the host.
    pub is_secret: bool,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({} {})", self.method.as_str(), self.shown())
    }
}

impl Request {
    /// Returns the address without query and fragment: what is shown of it.
    pub(crate) fn shown(&self) -> String {
        match self.is_secret {
            true => format!("a web hook of {}", self.host()),
            false => shown(&self.url),
        }
    }

    /// Takes the token out of a text.
    pub(crate) fn redacted(&self, text: &str) -> String {
        self.auth.as_ref().map_or_else(|| text.to_owned(), |auth| auth.redacted(text))
    }

    /// Returns the host, with the port where it is not the usual one.
    pub(crate) fn host(&self) -> String {
        crate::tokens::host_of(&self.url)
    }
}

/// Returns an address without user, password, query and fragment.
pub(crate) fn shown(url: &url::Url) -> String {
    format!("{}://{}{}", url.scheme(), crate::tokens::host_of(url), url.path())
}

/// An answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Headers by their names in small letters.
    pub headers: BTreeMap<String, String>,
    /// What it holds.
    pub body: Vec<u8>,
    /// When it was read, in seconds since 1970.
    pub read_at: i64,
}

impl Response {
    /// Returns a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// Returns the types of the errors that stand in an answer of GraphQL, whose status is 200 all the same.
fn errors_of(body: &[u8]) -> impl Iterator<Item = String> {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let errors = value.get("errors").and_then(serde_json::Value::as_array).cloned();
    errors.unwrap_or_default().into_iter().map(|error| {
        let kind = error.get("type").and_then(serde_json::Value::as_str);
        kind.unwrap_or_default().to_owned()
    })
}

/// Carries requests to a service.
pub trait Transport: Sync {
    /// Returns the answer, whatever its status.
    ///
    /// # Errors
    /// Where there is no whole answer.
    fn send(&self, request: &Request) -> Result<Response, Error>;
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: &Request) -> Result<Response, Error> {
        (**self).send(request)
    }
}

/// Refuses to ask anybody.
#[derive(Debug, Clone, Copy)]
pub struct Offline;

impl Transport for Offline {
    fn send(&self, request: &Request) -> Result<Response, Error> {
        Err(Error::Offline { address: request.shown() })
    }
}
