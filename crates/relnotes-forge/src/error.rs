//! Why a service could not be asked, or did not answer. No error holds a token, nor what a request carried.

use thiserror::Error as ThisError;

/// Why a service could not be asked, or did not answer. Addresses are shown without their queries.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Error {
    /// An address that is none, or holds a user or a password.
    #[error("`{address}` is no address of a service: {reason}")]
    Address {
        /// As it was written, unless it holds a secret.
        address: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Somebody asked for work without a network.
    #[error("`--offline`: {address} was not asked")]
    Offline {
        /// What would have been asked.
        address: String,
    },
    /// Neither encrypted nor this machine.
    #[error("{address} is neither https nor this machine")]
    Insecure {
        /// What would have been asked.
        address: String,
    },
    /// A host that only the configuration names, in CI.
    #[error("{host} is named by the configuration alone, which a pull request can change")]
    Untrusted {
        /// The host.
        host: String,
        /// The variable that would vouch for it.
        variable: String,
    },
    /// A variable names a file that is no token.
    #[error("the file that {variable} names cannot be read as a token: {reason}")]
    TokenFile {
        /// The variable.
        variable: String,
        /// Why.
        reason: String,
    },
    /// A token with a line break or the like in it.
    #[error("what {variable} holds cannot be sent in a header")]
    BadToken {
        /// The variable.
        variable: String,
    },
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be made: {reason}")]
    Client {
        /// What it says.
        reason: String,
    },
    /// Nobody answers at the host.
    #[error("cannot connect to {host}: {reason}")]
    Connect {
        /// The host.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// The host shows a certificate that is not trusted here.
    #[error("the certificate of {host} is not trusted: {reason}")]
    Certificate {
        /// The host.
        host: String,
        /// What the TLS library says.
        reason: String,
    },
    /// The answer took too long.
    #[error("{host} gave no whole answer within {seconds} s")]
    Timeout {
        /// The host.
        host: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The connection ended within the answer.
    #[error("the answer of {host} broke off: {reason}")]
    Broken {
        /// The host.
        host: String,
        /// What the HTTP client says.
        reason: String,
    },
    /// An answer that is too large to be one.
    #[error("the answer of {address} is larger than {limit} MiB")]
    TooLarge {
        /// What was asked.
        address: String,
        /// What is read at most.
        limit: u64,
    },
    /// A redirect to somebody else.
    #[error("{address} leads on to {to}, where neither the request nor a token is sent")]
    Redirect {
        /// What was asked.
        address: String,
        /// The origin that it leads to.
        to: String,
    },
    /// More redirects than a request needs.
    #[error("{address} leads in circles")]
    Circle {
        /// What was asked.
        address: String,
    },
    /// Too many requests were made.
    #[error("{host} takes no more requests for {}", span(*.seconds))]
    RateLimited {
        /// The host.
        host: String,
        /// For how many seconds.
        seconds: u64,
    },
    /// The service does not know us, or does not let us.
    #[error("{address} is not open to us ({status}): {message}")]
    Denied {
        /// What was asked.
        address: String,
        /// 401 or 403.
        status: u16,
        /// What the service says.
        message: String,
        /// The variable whose token was shown; none where none was.
        token: Option<String>,
        /// The variable that would hold a token.
        variable: String,
    },
    /// There is no such thing, or it is not shown to us.
    #[error("{address} does not exist (404), or is not shown to us")]
    NotFound {
        /// What was asked.
        address: String,
        /// The variable whose token was shown; none where none was.
        token: Option<String>,
        /// The variable that would hold a token.
        variable: String,
    },
    /// Another status that is no success.
    #[error("{address} answers {status}: {message}")]
    Status {
        /// What was asked.
        address: String,
        /// The status.
        status: u16,
        /// What the service says.
        message: String,
    },
    /// No JSON.
    #[error("{address} answers with {kind} instead of JSON")]
    NotJson {
        /// What was asked.
        address: String,
        /// The content type.
        kind: String,
    },
    /// JSON of another shape.
    #[error("{address} answers what this program does not understand: {reason}")]
    Shape {
        /// What was asked.
        address: String,
        /// Where it differs.
        reason: String,
    },
    /// Pages without an end.
    #[error("{address} has more than {pages} pages")]
    Pages {
        /// What was asked.
        address: String,
        /// How many were read.
        pages: usize,
    },
    /// A request that was not recorded.
    #[error("no answer to {method} {address} was recorded in `{folder}`")]
    NotRecorded {
        /// The method.
        method: &'static str,
        /// What was asked.
        address: String,
        /// The folder.
        folder: String,
    },
    /// A file that could not be read or written.
    #[error("`{path}`: {reason}")]
    File {
        /// The file.
        path: String,
        /// What the system or the format says.
        reason: String,
    },
    /// The configuration does not say enough.
    #[error("{what} is not known")]
    Missing {
        /// What: `the address of Jira`.
        what: String,
        /// The key that would say it.
        key: &'static str,
    },
    /// The service lacks what was asked of it.
    #[error("{service}: {reason}")]
    Unfit {
        /// The service.
        service: &'static str,
        /// What it says, or lacks.
        reason: String,
    },
}

impl Error {
    /// Whether the same request may succeed a little later.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Connect { .. } | Self::Timeout { .. } | Self::Broken { .. })
    }

    /// Whether nobody answers at the host.
    pub(crate) fn is_silence(&self) -> bool {
        matches!(self, Self::Connect { .. } | Self::Timeout { .. })
    }

    /// Whether the service was not asked at all because somebody wished so.
    pub fn is_wish(&self) -> bool {
        matches!(self, Self::Offline { .. })
    }

    /// Returns what happened and the way out in one line.
    pub fn told(&self) -> String {
        match self.hint() {
            Some(hint) => format!("{self}; {hint}"),
            None => self.to_string(),
        }
    }

    /// Returns the way out, where there is one.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Address { .. } => {
                "write `https://HOST/PATH`; tokens belong in variables".to_owned()
            }
            Self::Offline { .. } => {
                "leave `--offline` away, or name recorded answers by `--replay DIR`".to_owned()
            }
            Self::Insecure { .. } => {
                "use https; `--insecure-http` allows it for this run".to_owned()
            }
            Self::Untrusted { variable, .. } => format!(
                "set {variable} in the settings of the CI: a host with a token of its own is trusted"
            ),
            Self::TokenFile { .. } | Self::BadToken { .. } => {
                "a token is one line of text".to_owned()
            }
            Self::Connect { .. } => {
                "see the address in relnotes.toml, HTTPS_PROXY and NO_PROXY".to_owned()
            }
            Self::Certificate { .. } => {
                "name the certificates of your authority: SSL_CERT_FILE=ca.pem".to_owned()
            }
            Self::Timeout { .. } | Self::Broken { .. } => {
                "try again later, or allow more: network.timeout_seconds".to_owned()
            }
            Self::Redirect { to, .. } => {
                format!("if that is where it lives now, write {to} into relnotes.toml")
            }
            Self::RateLimited { seconds, .. } => {
                format!("try again in {}; with a token more requests are allowed", span(*seconds))
            }
            Self::Denied { token: Some(token), .. } => {
                format!("{token} was shown: is it valid, and may it read this?")
            }
            Self::NotFound { token: Some(token), .. } => {
                format!("see the address; {token} was shown: may it see this?")
            }
            Self::Denied { token: None, variable, .. } => {
                format!("no token was shown: set {variable}")
            }
            Self::NotFound { token: None, variable, .. } => {
                format!("see the address; no token was shown: what is not public needs {variable}")
            }
            Self::NotJson { .. } => {
                "is this the address of an API, and nothing that asks for a login before it?"
                    .to_owned()
            }
            Self::File { .. } => "is it there, and may you read and write it?".to_owned(),
            Self::Missing { key, .. } => format!("write `{key}` into relnotes.toml"),
            Self::NotRecorded { .. } => "record them anew: --record DIR".to_owned(),
            Self::Client { .. }
            | Self::TooLarge { .. }
            | Self::Circle { .. }
            | Self::Status { .. }
            | Self::Shape { .. }
            | Self::Pages { .. }
            | Self::Unfit { .. } => return None,
        })
    }
}

/// Returns a time as people say it: `45 s`, `34 min`, `2 h`.
pub fn span(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rounded_up() {
        for (seconds, shown) in [(45, "45 s"), (121, "3 min"), (2040, "34 min"), (7201, "3 h")] {
            assert_eq!(span(seconds), shown);
        }
    }
}
