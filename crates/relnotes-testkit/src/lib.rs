//! Repositories as text, and git as the oracle. For tests only.
//!
//! | item | is |
//! |---|---|
//! | [`Fixture`] | a small history written in git's verbs, built with libgit2: the same object ids on every machine |
//! | [`TestRepo`] | a repository in a temporary folder, gone when dropped |
//! | [`Graph`] | the commits and tags of a real repository, recorded without words and files |
//! | [`RandomDag`] | thousands of commits full of merges and release tags, from a seed |
//! | [`Server`] | a server on this machine that answers well or badly, and remembers what it was asked |
//! | [`Oracle`] | the only place that runs the real git, shielded from the user's configuration |
//!
//! # The format of `.history` files
//!
//! One operation a line. `#` begins a comment (outside of quotes, after white space). Texts stand in double quotes
//! and know `\n`, `\t`, `\r`, `\e` (escape), `\"`, `\\` and `\u{202e}`. Lines that begin with `|` continue the
//! operation above: they are the body of its message, or the content of a file.
//!
//! ```text
//! commit "SUBJECT" [empty] [STAMP]               a commit; without a `write` before it, it gets `changes/<n>.txt`
//! commit-bytes HEX [encoding NAME] [STAMP]       a raw message, with or without the encoding header
//! write PATH "CONTENT"                           goes into the next commit (or as `|` lines below)
//! delete PATH                                    likewise
//! mailmap "CONTENT"                              the same as `write .mailmap`
//! merge REF… "SUBJECT" [ours|theirs] [STAMP]     three-way by whole files; a conflict needs a `write` before
//! squash REF "SUBJECT" [theirs] [STAMP]          a merge's tree with one parent
//! cherry-pick REF ["SUBJECT"] [x] [STAMP]        keeps author and author date; `x` adds the trailer
//! revert REF… ["SUBJECT"] [STAMP]                restores files; `|` lines replace the usual body
//! tag NAME ["MESSAGE"] [at TIME] [by "WHO"] [on REF | on-tag REF | on-tree REF | on-blob "CONTENT"]
//! branch NAME [from REF]                         makes a branch and switches to it, as `git checkout -b`
//! switch NAME · orphan NAME · delete-branch NAME · reset REF · remote-branch NAME [at REF]
//! note REF "TEXT"                                a note of the commit in refs/notes/relnotes (or as `|` lines below)
//! clock TIME | clock +2d                         when the next commit is made (d, h, m)
//!
//! STAMP = [by "Name <mail>" | by-bytes HEX] [at TIME] [authored TIME] [committed-by "Name <mail>"] [as NAME]
//! ```
//!
//! In messages `{NAME}` is replaced by the full id of what `as NAME` named (or of a ref), `{NAME:7}` by its
//! abbreviation; `{{…}}` stays, and `\{` is a brace. A REF is a name given with `as`, a tag, a branch, a remote
//! branch or a full ref, in this order.
//!
//! The clock starts at 2024-01-01T00:00:00Z and moves by one hour with each commit and by one minute with each
//! annotated tag. `at` in the future moves it too; `at` in the past counts for that one commit only.

mod clock;
mod commits;
mod dag;
mod files;
mod fixture;
mod graph;
mod message;
mod object;
mod operation;
mod oracle;
mod parse;
mod play;
mod random;
mod repo;
mod server;
mod settings;
mod store;
mod words;

pub use dag::RandomDag;
pub use fixture::{Fixture, ParseError};
pub use graph::Graph;
pub use oracle::Oracle;
pub use repo::TestRepo;
pub use server::{Answer, Asked, Server};
