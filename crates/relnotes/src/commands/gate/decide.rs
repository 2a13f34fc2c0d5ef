//! `relnotes gate --decide`: what people decided, beside the documents of the release.

use relnotes_core::gate::Status;
use relnotes_core::gate::decision::{Decision, Decisions};
use relnotes_render::locale;

use super::Asked;
use crate::draft::aim::Aim;
use crate::draft::folder::Folder;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::load::Session;
use crate::request;
use crate::shell::Shell;

const FILE: &str = "decision.toml";

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Word {
    /// The release goes
    Go,
    /// It does not
    NoGo,
}

impl Word {
    fn as_str(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::NoGo => "no-go",
        }
    }
}

/// Who decides what, and why.
pub(super) struct Decider<'a> {
    pub(super) word: Word,
    pub(super) by: &'a str,
    pub(super) note: &'a str,
    pub(super) date: Option<&'a str>,
}

/// Reads the decisions on a release, and the text of their file.
pub(super) fn decisions(folder: &Folder) -> Result<(Decisions, String), Failure> {
    let Some(text) = folder.read(FILE)? else { return Ok(Default::default()) };
    let shown = folder.path_of(FILE);
    let decisions = Decisions::parse(&text).map_err(|error| {
        Failure::new(format!("`{shown}` cannot be read: {error}"))
            .hint(format!("mend it, or: git checkout -- '{shown}'"))
    })?;
    Ok((decisions, text))
}

/// Puts a decision behind those that are there. A failure that nobody waives is no GO.
pub(super) fn record(
    decider: &Decider<'_>,
    asked: &Asked,
    aim: &Aim,
    session: &Session,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let failed = asked.gate.codes(&Status::Fail);
    if decider.word == Word::Go && !failed.is_empty() {
        shell.warn(&format!(
            "GO is not recorded: {} fail and nobody takes them on",
            failed.join(", ")
        ));
        shell.note(&format!(
            "whoever takes one on says so in {}/{}/release.toml: [[waiver]] rule = \"{}\"",
            session.config.documents.folder, aim.name, failed[0]
        ));
        return Ok(Exit::Violations);
    }
    let folder = Folder::open(session, &aim.name)?;
    let (_, before) = decisions(&folder)?;
    let owned = |codes: Vec<&str>| codes.into_iter().map(str::to_owned).collect();
    let decision = Decision {
        decision: decider.word.as_str().to_owned(),
        by: decider.by.to_owned(),
        at: locale::rfc3339(request::moment(decider.date, env)?.1),
        sha: aim.head.to_string(),
        gate_hash: asked.gate.hash(),
        verdict: asked.gate.verdict().as_str().to_owned(),
        note: decider.note.to_owned(),
        unknown: owned(asked.gate.codes(&Status::Unknown)),
        waived: owned(asked.gate.codes(&Status::Waived)),
    };
    let gap = if before.is_empty() { "" } else { "\n" };
    let ended = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let text = format!("{before}{ended}{gap}{}", decision.section());
    folder.write(&[(FILE.to_owned(), text)])?;
    shell.note(&format!("recorded in {}", folder.path_of(FILE)));
    Ok(Exit::Done)
}
