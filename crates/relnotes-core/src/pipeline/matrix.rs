//! What the pipelines do for a ref beside what the model wants for it.

use crate::config::policy::Deploy;

use super::{Pipelines, Place, Run, Stage, Truth, wanted};

/// How a stage stands for a ref.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A job does it.
    Provided,
    /// No job does it.
    Missing,
    /// It cannot be told.
    Unknown,
    /// The model does not ask for it.
    NotWanted,
}

/// A place of the matrix of refs and stages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// How it stands.
    pub mark: Mark,
    /// The line that shows it; of a missing stage the job that would do it for other refs.
    pub place: Option<Place>,
    /// Why it is missing or cannot be told.
    pub reason: Option<String>,
}

impl Mark {
    /// Returns the word of contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provided => "provided",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::NotWanted => "not-wanted",
        }
    }

    /// Returns the sign for people.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Provided => "✓",
            Self::Missing => "✗",
            Self::Unknown => "?",
            Self::NotWanted => "–",
        }
    }
}

impl Pipelines {
    /// Returns how a stage stands for a sample, by its place in the list of samples.
    pub fn cell(&self, sample: usize, stage: Stage, deploy: Deploy) -> Cell {
        let is_wanted =
            self.samples.get(sample).is_some_and(|sample| wanted(sample.kind).contains(&stage));
        if !is_wanted || (stage.is_deploy() && deploy == Deploy::External) {
            return Cell { mark: Mark::NotWanted, place: None, reason: None };
        }
        self.provided(sample, stage)
    }

    /// Returns whether a stage happens for a sample, wanted or not.
    pub fn provided(&self, sample: usize, stage: Stage) -> Cell {
        let jobs = || self.files.iter().flat_map(|file| &file.jobs);
        let shown = || {
            let showings = jobs().flat_map(|job| &job.stages);
            showings
                .filter(move |showing| showing.stage == stage)
                .filter_map(move |showing| Some((&showing.place, showing.runs.get(sample)?)))
        };
        let cell = |mark, place: &Place, reason: Option<String>| Cell {
            mark,
            place: Some(place.clone()),
            reason,
        };
        let of = |truth: Truth| shown().find(|(_, run)| run.truth == truth);
        if let Some((place, _)) = of(Truth::Yes) {
            return cell(Mark::Provided, place, None);
        }
        if let Some((place, run)) = of(Truth::Unknown) {
            return cell(Mark::Unknown, place, run.reason.clone());
        }
        let may_run = |runs: &[Run]| runs.get(sample).is_some_and(|run| run.truth != Truth::No);
        let mut opaque = jobs().filter_map(|job| job.opaque.as_ref());
        if let Some(opaque) = opaque.find(|opaque| may_run(&opaque.runs)) {
            return cell(
                Mark::Unknown,
                &opaque.place,
                Some(format!("`{}` may do it", opaque.text)),
            );
        }
        if let Some(problem) = self.problems.iter().find(|problem| problem.hides_jobs) {
            return cell(Mark::Unknown, &problem.place, Some(problem.message.clone()));
        }
        if let Some(path) = self.foreign.first() {
            let reason = format!("`{path}` is of a system that relnotes does not read");
            return Cell { mark: Mark::Unknown, place: None, reason: Some(reason) };
        }
        match of(Truth::No) {
            Some((place, run)) => cell(Mark::Missing, place, run.reason.clone()),
            None => Cell { mark: Mark::Missing, place: None, reason: None },
        }
    }

    /// Returns whether anything runs for a sample.
    pub fn runs(&self, sample: usize) -> Truth {
        let jobs = self.files.iter().flat_map(|file| &file.jobs);
        let hidden =
            self.problems.iter().any(|problem| problem.hides_jobs) || !self.foreign.is_empty();
        let start = if hidden { Truth::Unknown } else { Truth::No };
        jobs.filter_map(|job| job.runs.get(sample)).fold(start, |sum, run| sum.or(run.truth))
    }

    /// Returns whether there is nothing at all, not even something that could not be read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.problems.is_empty() && self.foreign.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::pipeline::{
        Checkout, Host, Job, Opaque, Pipeline, Problem, RefKind, SampleRef, Showing,
    };

    fn place(line: usize) -> Place {
        Place { path: "ci.yml".to_owned(), line }
    }

    fn job(stage: Option<(Stage, Run)>, opaque: Option<Run>) -> Job {
        let opaque = opaque.map(|run| Opaque {
            text: "make ci".to_owned(),
            place: place(9),
            runs: vec![run],
        });
        let showing = |(stage, run)| Showing { stage, place: place(3), runs: vec![run] };
        Job {
            id: "job".to_owned(),
            place: place(2),
            runs: vec![Run::yes()],
            stages: stage.map(showing).into_iter().collect(),
            opaque,
            environment: None,
            is_manual: false,
            relnotes: None,
            checkout: Checkout::None,
            asks_for_tag: None,
        }
    }

    fn pipelines(jobs: Vec<Job>) -> Pipelines {
        let file = Pipeline {
            path: "ci.yml".to_owned(),
            host: Host::GitHub,
            line: 1,
            tags: Truth::No,
            filters: Vec::new(),
            jobs,
        };
        let samples = vec![SampleRef::of("feature/x", &Config::default())];
        Pipelines { samples, files: vec![file], problems: Vec::new(), foreign: Vec::new() }
    }

    #[track_caller]
    fn check(pipelines: &Pipelines, stage: Stage, expected: &str) {
        let cell = pipelines.cell(0, stage, Deploy::Pipeline);
        let place = cell.place.map(|place| format!(" {place}")).unwrap_or_default();
        let reason = cell.reason.map(|reason| format!(" {reason}")).unwrap_or_default();
        assert_eq!(format!("{}{place}{reason}", cell.mark.sign()), expected);
    }

    #[test]
    fn the_best_answer_counts() {
        let no = Run::no("not here");
        let unit = |run: Run| job(Some((Stage::Unit, run)), None);
        check(&pipelines(vec![unit(no.clone()), unit(Run::yes())]), Stage::Unit, "✓ ci.yml:3");
        let unknown = unit(Run::unknown("who knows"));
        check(&pipelines(vec![unit(no.clone()), unknown]), Stage::Unit, "? ci.yml:3 who knows");
        check(&pipelines(vec![unit(no)]), Stage::Unit, "✗ ci.yml:3 not here");
        check(&pipelines(vec![unit(Run::yes())]), Stage::Build, "✗");
        check(&pipelines(vec![unit(Run::yes())]), Stage::Smoke, "–");
    }

    #[test]
    fn what_cannot_be_seen_is_never_a_no() {
        let opaque = pipelines(vec![job(None, Some(Run::yes()))]);
        check(&opaque, Stage::Unit, "? ci.yml:9 `make ci` may do it");
        let elsewhere = pipelines(vec![job(None, Some(Run::no("other branch")))]);
        check(&elsewhere, Stage::Unit, "✗");
        let mut hidden = pipelines(Vec::new());
        let message = "included from elsewhere".to_owned();
        hidden.problems.push(Problem { place: place(4), message, hides_jobs: true });
        check(&hidden, Stage::Unit, "? ci.yml:4 included from elsewhere");
        let mut foreign = pipelines(Vec::new());
        foreign.foreign.push("Jenkinsfile".to_owned());
        let said = "? `Jenkinsfile` is of a system that relnotes does not read";
        check(&foreign, Stage::Unit, said);
        foreign.files.clear();
        assert_eq!(foreign.runs(0), Truth::Unknown);
    }

    #[test]
    fn deployments_from_outside_are_not_asked_for() {
        let mut pipelines = pipelines(Vec::new());
        pipelines.samples[0].kind = RefKind::Main;
        let mark = |stage, deploy| pipelines.cell(0, stage, deploy).mark;
        assert_eq!(mark(Stage::DeployProd, Deploy::Pipeline), Mark::Missing);
        assert_eq!(mark(Stage::DeployProd, Deploy::External), Mark::NotWanted);
        assert_eq!(mark(Stage::Smoke, Deploy::External), Mark::Missing);
    }
}
