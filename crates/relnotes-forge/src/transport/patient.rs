//! Repeats what may be repeated, and waits as long as a service asks.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Request, Response, Transport, errors_of};
use crate::error::Error;

/// What time it is, and how to let it pass.
pub trait Clock: Sync {
    /// Returns the seconds since 1970.
    fn now(&self) -> i64;
    /// Waits for a host.
    fn wait(&self, span: Duration, host: &str);
}

/// The clock of the system.
#[derive(Debug, Clone, Copy)]
pub struct System;

impl Clock for System {
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    fn wait(&self, span: Duration, _host: &str) {
        std::thread::sleep(span);
    }
}

/// Repeats what may be repeated, and waits as long as a service asks.
pub struct Patient<'c, T> {
    inner: T,
    clock: &'c dyn Clock,
    longest: Duration,
    down: Down,
}

/// Hosts that nobody answers at, so that what is asked of them next does not wait as long once more.
#[derive(Debug, Clone, Default)]
pub struct Down(Arc<Mutex<BTreeMap<String, Error>>>);

impl Down {
    fn error_of(&self, host: &str) -> Option<Error> {
        self.0.lock().ok()?.get(host).cloned()
    }

    fn note(&self, host: String, error: &Error) {
        if let Ok(mut known) = self.0.lock() {
            known.insert(host, error.clone());
        }
    }
}

/// How often a request is made at most.
const ATTEMPTS: u32 = 4;

/// How often it is made where nobody answers: that passes less often than an overload, and takes longer.
const ATTEMPTS_OF_SILENCE: u32 = 2;

/// The first wait; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(400);

impl<'c, T> Patient<'c, T> {
    /// Makes a carrier that waits no longer than this in one go.
    pub fn new(inner: T, clock: &'c dyn Clock, longest: Duration, down: Down) -> Self {
        Self { inner, clock, longest, down }
    }

    /// Returns how long to wait before a request is repeated; none where it is not.
    fn pause(
        &self,
        request: &Request,
        result: &Result<Response, Error>,
        attempt: u32,
    ) -> Result<Option<Duration>, Error> {
        let response = match result {
            // A connection that never came up has changed nothing.
            Err(Error::Connect { .. }) => return Ok(Some(backoff(attempt))),
            Err(error) => {
                return Ok((request.is_read && error.may_pass()).then(|| backoff(attempt)));
            }
            Ok(response) => response,
        };
        if let Some(asked) = limited(response, self.clock.now()) {
            let asked = asked.unwrap_or_else(|| backoff(attempt));
            if asked > self.longest {
                return Err(Error::RateLimited { host: request.host(), seconds: asked.as_secs() });
            }
            return Ok(Some(asked));
        }
        let is_down = matches!(response.status, 500 | 502 | 503 | 504);
        let asked = retry_after(response, self.clock.now()).filter(|asked| *asked <= self.longest);
        Ok((is_down && request.is_read).then(|| asked.unwrap_or_else(|| backoff(attempt))))
    }
}

impl<T: Transport> Transport for Patient<'_, T> {
    fn send(&self, request: &Request) -> Result<Response, Error> {
        if let Some(error) = self.down.error_of(&request.host()) {
            return Err(error);
        }
        let mut attempt = 0;
        loop {
            let result = self.inner.send(request);
            attempt += 1;
            let pause = self.pause(request, &result, attempt)?;
            let silence = result.as_ref().err().filter(|error| error.is_silence());
            let most = if silence.is_some() { ATTEMPTS_OF_SILENCE } else { ATTEMPTS };
            if let Some(error) = silence.filter(|_| pause.is_none() || attempt >= most) {
                self.down.note(request.host(), error);
            }
            match pause {
                Some(span) if attempt < most => self.clock.wait(span, &request.host()),
                Some(span) if limited_at_all(&result, self.clock.now()) => {
                    return Err(Error::RateLimited {
                        host: request.host(),
                        seconds: span.as_secs().max(1),
                    });
                }
                _ => return result,
            }
        }
    }
}

fn limited_at_all(result: &Result<Response, Error>, now: i64) -> bool {
    result.as_ref().is_ok_and(|response| limited(response, now).is_some())
}

/// Returns whether the service takes no more requests, and for how long where it says so.
///
/// 429 says so by itself (RFC 6585); 403 where headers say that nothing is left, as those of GitHub do:
/// `x-ratelimit-remaining`, `x-ratelimit-reset` in seconds since 1970, and `retry-after` for its secondary limits.
fn limited(response: &Response, now: i64) -> Option<Option<Duration>> {
    let nothing_left = ["x-ratelimit-remaining", "ratelimit-remaining"]
        .iter()
        .any(|name| response.header(name).is_some_and(|left| left.trim() == "0"));
    let asks = retry_after(response, now);
    match response.status {
        429 => {}
        403 if nothing_left || asks.is_some() => {}
        // GraphQL says it within a good answer.
        200 if nothing_left && errors_of(&response.body).any(|kind| kind == "RATE_LIMITED") => {}
        _ => return None,
    }
    let reset = ["x-ratelimit-reset", "ratelimit-reset"].iter().find_map(|name| {
        let at: i64 = response.header(name)?.trim().parse().ok()?;
        // Some say when, some in how many seconds: a moment before 2001 is a span.
        let seconds = if at > 1_000_000_000 { at - now } else { at };
        Some(Duration::from_secs(u64::try_from(seconds).unwrap_or_default().max(1)))
    });
    Some(asks.or(reset))
}

/// Reads `Retry-After` (RFC 9110, 10.2.3): seconds or a date.
fn retry_after(response: &Response, now: i64) -> Option<Duration> {
    let text = response.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second();
    Some(Duration::from_secs(u64::try_from(at - now).unwrap_or_default()))
}

/// Returns a wait that grows, with up to half of it by chance: many clients that failed at once come back one by one.
fn backoff(attempt: u32) -> Duration {
    let span = FIRST_WAIT * 2_u32.saturating_pow(attempt.saturating_sub(1)).min(32);
    let chance = RandomState::new().build_hasher().finish() % 1000;
    span + span * u32::try_from(chance).unwrap_or_default() / 2000
}
