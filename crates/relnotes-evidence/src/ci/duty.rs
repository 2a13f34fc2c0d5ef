//! What a job does, gathered from its name, its environment, its steps and the lines of its scripts.

use relnotes_core::pipeline::{Place, Stage};

use super::script::{self, Shown};
use super::words::{self, Reading, Target};

/// What a job shows, before it is known when it runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Duties {
    pub(crate) stages: Vec<Duty>,
    pub(crate) opaque: Option<(String, Place, Option<usize>)>,
    pub(crate) relnotes: Option<(Place, Option<usize>)>,
    pub(crate) unshallows: bool,
}

/// A stage, where it is shown, the step that it belongs to, and what makes it doubtful.
#[derive(Debug, Clone)]
pub(crate) struct Duty {
    pub(crate) stage: Stage,
    pub(crate) place: Place,
    pub(crate) step: Option<usize>,
    pub(crate) doubt: Option<String>,
}

/// Gathers what a job shows.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    names: Vec<Said>,
    steps: Vec<Said>,
    environment: Option<(Option<Target>, Place)>,
    /// Where whoever calls this job says that it goes.
    called_for: Option<Target>,
    duties: Duties,
}

#[derive(Debug, Clone)]
struct Said {
    reading: Reading,
    place: Place,
    step: Option<usize>,
}

/// Stages of a job; people write a handful.
const MOST: usize = 100;
const SOME_TESTS: &str = "tests run, and nothing says which";
const SOMEWHERE: &str = "it deploys, and nothing says where to";

impl Gathering {
    /// Begins with where whoever calls the job says that it goes.
    pub(crate) fn called_for(called_for: Option<Target>) -> Self {
        Self { called_for, ..Self::default() }
    }

    /// Takes the name of the job, or of the stage that it belongs to.
    pub(crate) fn name(&mut self, name: &str, place: &Place) {
        let (reading, place) = (words::of_name(name), place.clone());
        self.names.push(Said { reading, place, step: None });
    }

    /// Takes the environment of the job; none is one that cannot be read.
    pub(crate) fn environment(&mut self, name: Option<&str>, place: Place) {
        self.environment = Some((name.and_then(words::target_of), place));
    }

    /// Takes the name of a step; returns what it says.
    pub(crate) fn step(&mut self, name: &str, place: &Place, step: Option<usize>) -> Reading {
        let reading = words::of_name(name);
        self.steps.push(Said { reading: reading.clone(), place: place.clone(), step });
        reading
    }

    /// Takes a line of a script; `named` is what its step says of itself.
    pub(crate) fn line(
        &mut self,
        line: &str,
        place: &Place,
        step: Option<usize>,
        named: Option<&Reading>,
    ) {
        let is_named = named.is_some_and(|reading| !reading.is_empty());
        for shown in script::of_line(line) {
            match shown {
                Shown::Reading(mut reading) => {
                    if named.is_some_and(|named| named.is_beside) {
                        reading.drop_build();
                    }
                    self.steps.push(Said { reading, place: place.clone(), step });
                }
                Shown::Opaque(text) if !is_named => self.opaque(text, place, step),
                Shown::Opaque(_) => {}
                Shown::Relnotes => {
                    self.duties.relnotes.get_or_insert_with(|| (place.clone(), step));
                }
                Shown::Unshallow => self.duties.unshallows = true,
            }
        }
    }

    /// Takes something that may do anything.
    pub(crate) fn opaque(&mut self, text: String, place: &Place, step: Option<usize>) {
        self.duties.opaque.get_or_insert_with(|| (text, place.clone(), step));
    }

    /// Returns where the job deploys to, as far as its names and its environment say.
    pub(crate) fn target(&self) -> Option<Target> {
        let environment = self.environment.as_ref().and_then(|(target, _)| *target);
        environment
            .or_else(|| self.names.iter().find_map(|said| said.reading.target))
            .or(self.called_for)
    }

    /// Draws the conclusions.
    pub(crate) fn finish(mut self) -> Duties {
        if self.names.iter().any(|said| said.reading.is_beside) {
            self.steps.iter_mut().for_each(|said| said.reading.drop_build());
        }
        let target = self.target();
        let is_tested_by_name = self.names.iter().any(|said| said.reading.is_test());
        let says_other = self.names.iter().any(|said| said.reading.is_other);
        let all = || {
            let names = self.names.iter().map(|said| (said, true));
            names.chain(self.steps.iter().map(|said| (said, false)))
        };
        let is_specific = all().any(|(said, _)| said.reading.is_test() && !said.reading.tests);
        let says_where =
            all().any(|(said, _)| said.reading.deploys && said.reading.target.is_some());
        let mut stages: Vec<Duty> = Vec::new();
        for (said, is_name) in all() {
            for stage in &said.reading.stages {
                add(&mut stages, said, *stage, None);
            }
            if said.reading.tests && !is_specific {
                add(&mut stages, said, Stage::Unit, None);
                add(&mut stages, said, Stage::Integration, Some(SOME_TESTS));
            }
            // A test may deploy, to a cluster of its own.
            if said.reading.deploys && (is_name || !is_tested_by_name) {
                match said.reading.target.or(target) {
                    Some(Target::Model(stage)) => add(&mut stages, said, stage, None),
                    Some(Target::Elsewhere) => {}
                    None if says_where => {}
                    None => {
                        for stage in [Stage::DeployStaging, Stage::DeployPreProd, Stage::DeployProd]
                        {
                            add(&mut stages, said, stage, Some(SOMEWHERE));
                        }
                    }
                }
            }
        }
        if stages.is_empty()
            && let Some((Some(Target::Model(stage)), place)) = &self.environment
        {
            stages.push(Duty { stage: *stage, place: place.clone(), step: None, doubt: None });
        }
        if !stages.is_empty() || says_other {
            self.duties.opaque = None;
        }
        self.duties.stages = stages;
        self.duties
    }
}

/// Adds a stage, unless the job as a whole or the same step shows it as surely.
fn add(stages: &mut Vec<Duty>, said: &Said, stage: Stage, doubt: Option<&str>) {
    let is_known = stages.iter().any(|duty| {
        let covers = duty.step.is_none() || duty.step == said.step;
        duty.stage == stage && covers && (duty.doubt.is_none() || doubt.is_some())
    });
    if !is_known && stages.len() < MOST {
        let (place, doubt) = (said.place.clone(), doubt.map(str::to_owned));
        stages.push(Duty { stage, place, step: said.step, doubt });
    }
}
