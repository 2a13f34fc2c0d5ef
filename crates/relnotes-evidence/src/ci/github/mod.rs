//! GitHub Actions: workflow files, their triggers, jobs and conditions.

mod context;
mod event;
mod expression;
mod filter;
mod flatten;
mod job;
mod read;
mod value;

pub(super) use read::read;

#[cfg(test)]
mod tests;
