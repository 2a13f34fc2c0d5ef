//! Documents of a release: from [`relnotes_core::release::model::Release`] to Markdown and JSON.
//!
//! | module | is |
//! |---|---|
//! | [`documents`] | one file per document, and the settings that they are written with |
//! | [`templates`] | built-in templates and those of the user's that replace them |
//! | [`check`] | every name of a template looked up in the schema of its document |
//! | [`context`] | what the contexts of several documents share |
//! | [`escape`] | the only way of foreign text into Markdown |
//! | [`locale`] | languages: words, plurals, dates |
//! | [`gate`] | the page of the go/no-go meeting
//! | [`html`] | a bundle of documents as one page
//! | [`blanks`] | what nobody has filled, and who usually knows
//! | [`finish`] | blanks shown or left out, lines tidied |
//! | [`json`] | the public JSON of a release |
//! | [`states`] | what stands behind a line: evidence, a declared value, a guess, nothing yet |
//! | `signed` | what people sign about single lines |
//! | `sights` | facts with their places, lists that end, "none found" with what was looked at |
//! | `marks`, `mermaid` | what the lint says of a line of the model; the course of a release as a graph |
//!
//! Nothing here reads the clock, the environment or the terminal, and nothing prints.
//!
//! All logic is in the contexts: a template has only `if`, `each` and partials.

mod accounting;
mod alike;
pub mod blanks;
pub mod chat;
pub mod check;
pub mod context;
mod declared;
mod deployed;
pub mod documents;
pub mod escape;
mod evidence;
mod facts;
pub mod finish;
pub mod gate;
pub mod html;
pub mod json;
mod links;
pub mod locale;
mod marks;
mod mermaid;
mod operations;
mod risks;
mod schema;
mod sights;
mod signed;
pub mod states;
pub mod templates;
mod ticket_json;

pub use crate::documents::{Document, Rendered, Settings, Subject, render};
pub use crate::locale::Locale;
