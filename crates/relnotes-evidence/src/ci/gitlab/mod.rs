//! GitLab CI: the file with what it includes, rules and conditions of jobs.

mod assemble;
mod expression;
mod job;
mod limits;
mod read;
mod rules;

pub(super) use assemble::local_includes;
pub(super) use read::read;

#[cfg(test)]
mod tests;
