//! From what was typed to what a release is cut from: ends, version, moment.

use relnotes_core::person::Time;
use relnotes_core::release::{ParseRangeError, RangeSpec, Request, Scope};
use relnotes_core::tag;
use relnotes_core::version::ReleaseVersion;

use crate::env::Env;
use crate::failure::Failure;
use crate::load::{Session, rules};

/// What the command line says about a release.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed<'a> {
    /// `A..B`, a tag, a branch.
    pub(crate) range: Option<&'a str>,
    /// `--as`.
    pub(crate) as_version: Option<&'a str>,
    /// `--date`.
    pub(crate) date: Option<&'a str>,
}

/// Returns what is to be cut.
pub(crate) fn request(typed: Typed<'_>, session: &Session, env: &Env) -> Result<Request, Failure> {
    let range = range(typed.range.unwrap_or_default())?;
    let as_version = as_version(typed.as_version, session)?;
    if let (Some(text), Some(version)) = (typed.as_version, as_version)
        && let Some((name, of_tag)) = tagged(&range, session)
        && of_tag != version
    {
        let error = format!("`{name}` is a tag and has its version; `--as {text}` names another");
        return Err(Failure::new(error)
            .hint(format!("relnotes {name}"))
            .hint("`--as` is for a target without a version: a branch, a commit, HEAD"));
    }
    let (date, now) = moment(typed.date, env)?;
    Ok(Request { range, as_version, date, now, scope: Scope::Step })
}

/// Returns the target's name and version where it is a release tag.
pub(crate) fn tagged<'a>(
    range: &RangeSpec,
    session: &'a Session,
) -> Option<(&'a str, ReleaseVersion)> {
    let name = range.to.as_deref()?;
    let name = name.strip_prefix("refs/tags/").unwrap_or(name);
    let tag = session.tags.iter().find(|tag| tag.name == name)?;
    Some((&tag.name, tag.release?))
}

/// Reads a range.
pub(crate) fn range(text: &str) -> Result<RangeSpec, Failure> {
    RangeSpec::parse(text).map_err(|error| {
        let ParseRangeError::Symmetric { suggestion, .. } = &error;
        let hint = format!("relnotes {suggestion}");
        Failure::new(error).hint(hint)
    })
}

/// Returns the date that was given, and the moment that a draft is given without one.
pub(crate) fn moment(typed: Option<&str>, env: &Env) -> Result<(Option<Time>, Time), Failure> {
    let date = date(typed, env)?;
    Ok((date, date.unwrap_or(Time { seconds: env.now, offset: 0 })))
}

fn as_version(typed: Option<&str>, session: &Session) -> Result<Option<ReleaseVersion>, Failure> {
    let Some(text) = typed else { return Ok(None) };
    let rules = rules(&session.config);
    let reading = tag::parse(text, &rules).and_then(|reading| reading.release);
    reading.map(Some).ok_or_else(|| {
        Failure::new(format!("`{text}` is no version of the release model")).hint(format!(
            "write `--as {0}1.3.0`, `--as {0}1.3.0-rc.1` or `--as {0}1.3.0-hotfix.1`",
            rules.prefix
        ))
    })
}

/// Returns the moment of `--date`, else of `SOURCE_DATE_EPOCH`.
fn date(typed: Option<&str>, env: &Env) -> Result<Option<Time>, Failure> {
    if let Some(text) = typed {
        return Time::parse(text).map(Some).ok_or_else(|| {
            Failure::new(format!("`{text}` is no date"))
                .hint("write 2026-11-22, 2026-11-22T10:00:00+03:00 or seconds since 1970")
        });
    }
    env.source_date_epoch
        .as_deref()
        .map(|text| {
            let seconds = text.trim().parse().map_err(|_| {
                Failure::new(format!(
                    "SOURCE_DATE_EPOCH is `{text}`, which is no number of seconds"
                ))
                .hint("unset it, or: export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)")
            })?;
            Ok(Time { seconds, offset: 0 })
        })
        .transpose()
}
