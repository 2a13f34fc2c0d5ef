//! What forges and trackers know of a release, and the release published there. The only crate that opens a socket.
//!
//! | module | is |
//! |---|---|
//! | [`forges`] | what hosts a repository, one file or folder a service |
//! | [`trackers`] | where tickets live, one file a service |
//! | [`enrich`](mod@enrich) | from a release to what forge and tracker know of it |
//! | [`announce`](mod@announce) | a message to a chat |
//! | [`network`] | how services are reached: carriers, trusted hosts, tokens |
//! | [`transport`] | requests and answers, and what carries them |
//! | [`tokens`] | which token belongs to which host |
//! | [`secret`] | tokens, which nothing prints |
//! | [`api`] | a service's API: an address, a token, JSON, pages |
//! | [`error`] | why a service could not be asked, with the way out |
//!
//! Nothing here reads a variable: tokens are looked up by a function of the caller.

pub mod announce;
pub mod api;
pub mod enrich;
pub mod error;
pub mod forges;
pub mod network;
pub mod secret;
mod time;
pub mod tokens;
pub mod trackers;
pub mod transport;

pub use error::Error;
pub use network::{Network, Wishes};
