//! What documents are made of besides the release: what its files show, and how its repository stands.

use relnotes_core::config::{Config, nearest};
use relnotes_core::declared::Declared;
use relnotes_core::evidence::Evidence;
use relnotes_core::id::CommitId;
use relnotes_core::policy::{self, Standing};
use relnotes_core::release::model::Release;
use relnotes_core::side_by_side::side_by_side;
use relnotes_evidence::detectors::ALL;
use relnotes_render::documents::{self, Blank, Document, Settings, Subject};
use relnotes_render::templates::Templates;

use crate::env::Env;
use crate::facts;
use crate::failure::Failure;
use crate::hints::{of_git, of_render};
use crate::load::Session;

/// What documents are made of besides the release, as far as they are asked for.
#[derive(Default)]
pub(crate) struct Seen {
    evidence: Option<Evidence>,
    /// The same against what is replaced in production, where that is another release than the base.
    against_replaced: Option<Evidence>,
    standing: Option<Standing>,
}

impl Seen {
    /// Looks at what these documents tell.
    pub(crate) fn of(
        documents: &[&Document],
        release: &Release,
        session: &Session,
        env: &Env,
    ) -> Result<Self, Failure> {
        let any = |wanted: &[&Document]| {
            documents.iter().any(|it| wanted.iter().any(|wanted| wanted.name == it.name))
        };
        let mut olds = Vec::new();
        if documents.iter().any(|document| document.reads_files) {
            check_names(&session.config)?;
            let base = release.range.from.as_ref().map(|from| from.commit);
            olds.push(base);
            let wanted =
                any(&[&documents::ROLLBACK, &documents::ROLLBACK_STEPS, &documents::CHECKLIST]);
            let replaced = replaced(release, session).map(Some).filter(|commit| *commit != base);
            olds.extend(replaced.filter(|_| wanted));
        }
        let (shared, config) = (session.repository.share(), &session.config);
        let (found, standing) = side_by_side(
            move || relnotes_evidence::gather(&shared, config, release, &olds),
            || {
                any(&[&documents::CHECKLIST, &documents::BRANCHING])
                    .then(|| standing(release, session, env))
                    .transpose()
            },
        );
        let mut found = found.map_err(|error| of_git(error, Some(session)))?.into_iter();
        let (evidence, against_replaced) = (found.next(), found.next());
        Ok(Self { evidence, against_replaced, standing: standing? })
    }

    /// Returns what the files of the release show against its base, where that was asked for.
    pub(crate) fn evidence(&self) -> Option<&Evidence> {
        self.evidence.as_ref()
    }

    /// Returns how the repository stands beside its model, where that was asked for.
    pub(crate) fn standing(&self) -> Option<&Standing> {
        self.standing.as_ref()
    }

    /// Returns what documents of the release are made of.
    pub(crate) fn subject<'a>(&'a self, release: &'a Release) -> Subject<'a> {
        Subject {
            evidence: self.evidence.as_ref(),
            against_replaced: self.against_replaced.as_ref(),
            standing: self.standing.as_ref(),
            ..Subject::from(release)
        }
    }
}

/// Looks at how the repository stands beside its model.
fn standing(release: &Release, session: &Session, env: &Env) -> Result<Standing, Failure> {
    let to = &release.range.to;
    let checkout = env.checkout.clone();
    // Waivers count as they do on the day of the release, so that a document stays the same.
    let facts = facts::gather_with(session, checkout, to.date.seconds, Some(to.commit))?;
    Ok(Standing::of(&facts, policy::check(&facts), release))
}

/// A name that no detector has is a slip: whoever wrote it believes that something is not looked at.
fn check_names(config: &Config) -> Result<(), Failure> {
    let codes = || ALL.iter().map(|detector| detector.code);
    for Declared { value, reference } in &config.detectors.disable {
        if !codes().any(|code| code.eq_ignore_ascii_case(value)) {
            let failure = Failure::new(format!("`{value}` is no detector ({reference})"));
            let near = nearest(&value.to_ascii_uppercase(), codes());
            return Err(match near {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure
                    .hint(format!("the detectors are {}", codes().collect::<Vec<_>>().join(", "))),
            });
        }
    }
    Ok(())
}

/// Returns the commit of what is replaced in production.
fn replaced(release: &Release, session: &Session) -> Option<CommitId> {
    let name = release.replaces.as_ref()?;
    session.tags.iter().find(|tag| tag.name == *name).map(|tag| tag.commit)
}

/// Returns what nobody has filled in a document.
pub(crate) fn blanks_of(
    document: &Document,
    templates: &Templates,
    subject: Subject<'_>,
    settings: &Settings,
) -> Result<Vec<Blank>, Failure> {
    Ok(document.render_with(templates, subject, settings).map_err(of_render)?.blanks)
}
