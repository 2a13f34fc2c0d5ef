//! The page of the go/no-go meeting: in text, Markdown, HTML and JSON, all of one [`Page`].

mod html;
mod markdown;
mod text;

use relnotes_core::evidence::RiskLevel;
use relnotes_core::gate::decision::{Decision, Standing};
use relnotes_core::gate::{Gate, Said, Status, Verdict};
use schemars::JsonSchema;
use serde::Serialize;

use crate::context::{Inputs, Markdown};
use crate::documents::{Error, Settings, Subject};
use crate::evidence::{rule_risks, verdict as way_back};
use crate::locale::{Locale, fill};

pub use self::html::html;
pub use self::markdown::markdown;
pub use self::text::text;

/// What the page says.
#[derive(Debug, Clone)]
pub struct Page {
    locale: Locale,
    /// The release.
    pub release: String,
    /// The commit, in full.
    pub commit: String,
    verdict: Verdict,
    rows: Vec<Row>,
    /// High risks of the files, and whether the code alone can go back: Markdown.
    risks: Vec<Markdown>,
    rollback: Markdown,
    /// The last decision, and whether it holds.
    decision: Option<(Decision, Standing)>,
    hash: String,
}

/// A criterion and its answer. The texts are as they are: every format makes them inert itself.
#[derive(Debug, Clone)]
struct Row {
    code: &'static str,
    name: &'static str,
    title: String,
    status: Status,
    reasons: Vec<String>,
    evidence: Vec<String>,
}

/// The gate of a release.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "relnotes gate")]
pub struct GateJson {
    /// `relnotes.gate/1`.
    pub schema: String,
    /// The release.
    pub release: String,
    /// The commit that is decided on.
    pub commit: String,
    /// `go`, `no-go` or `cannot-tell`.
    pub verdict: String,
    /// Every criterion.
    pub criteria: Vec<CriterionJson>,
    /// A number of the whole result, the same for the same result.
    pub hash: String,
    /// The last decision; null where there is none.
    pub decision: Option<DecisionJson>,
}

/// A criterion and its answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CriterionJson {
    /// `G01`.
    pub code: String,
    /// `policy-clean`.
    pub name: String,
    /// `pass`, `fail`, `waived`, `unknown` or `not-applicable`.
    pub status: String,
    /// Why, in the language that was asked for.
    pub reasons: Vec<String>,
    /// What shows it.
    pub evidence: Vec<String>,
}

/// A decision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionJson {
    /// `go` or `no-go`.
    pub decision: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub note: String,
    /// The commit that was decided on.
    pub sha: String,
    /// Whether it was made on this commit and this result.
    pub holds: bool,
}

impl Page {
    /// Puts the page together.
    ///
    /// # Errors
    /// Where the configured format of dates is none.
    pub fn new<'a>(
        gate: &Gate,
        subject: impl Into<Subject<'a>>,
        settings: &'a Settings,
        commit: &str,
        decision: Option<Decision>,
    ) -> Result<Self, Error> {
        let inputs = Inputs::new(subject.into(), settings)?;
        let words = &inputs.strings.gate;
        let rows = gate.answers.iter().map(|(criterion, answer)| Row {
            code: criterion.code,
            name: criterion.name,
            title: words.criterion(criterion.code).to_owned(),
            status: answer.status,
            reasons: answer.said.iter().map(|said| sentence(&inputs, said)).collect(),
            evidence: answer.evidence.clone(),
        });
        let rows = rows.collect();
        let risks = rule_risks(&inputs, RiskLevel::High);
        let hash = gate.hash();
        let decision = decision.map(|it| {
            let standing = it.standing(commit, &hash);
            (it, standing)
        });
        Ok(Self {
            locale: settings.locale,
            release: inputs.version(),
            commit: commit.to_owned(),
            verdict: gate.verdict(),
            rows,
            risks: risks.into_iter().map(|it| Markdown(it.text.0 + &it.references.0)).collect(),
            rollback: way_back(&inputs).text,
            decision,
            hash,
        })
    }

    /// Returns the public JSON.
    pub fn json(&self) -> GateJson {
        let criteria = self.rows.iter().map(|row| CriterionJson {
            code: row.code.to_owned(),
            name: row.name.to_owned(),
            status: row.status.as_str().to_owned(),
            reasons: row.reasons.clone(),
            evidence: row.evidence.clone(),
        });
        let decision = self.decision.as_ref().map(|(it, standing)| DecisionJson {
            decision: it.decision.clone(),
            by: it.by.clone(),
            at: it.at.clone(),
            note: it.note.clone(),
            sha: it.sha.clone(),
            holds: *standing == Standing::Holds,
        });
        GateJson {
            schema: "relnotes.gate/1".to_owned(),
            release: self.release.clone(),
            commit: self.commit.clone(),
            verdict: self.verdict.as_str().to_owned(),
            criteria: criteria.collect(),
            hash: self.hash.clone(),
            decision,
        }
    }

    /// Returns each criterion with its status, what it asks and why it stands so, on one line each: for reports of
    /// tests and annotations.
    pub fn lines(&self) -> Vec<(&'static str, Status, String, String)> {
        let line = |row: &Row| {
            let why = row.reasons.iter().chain(&row.evidence).cloned().collect::<Vec<_>>();
            (row.code, row.status, row.title.clone(), why.join("\n"))
        };
        self.rows.iter().map(line).collect()
    }

    fn word(&self, key: &'static str) -> &'static str {
        self.locale.strings().gate.word(key)
    }

    fn status(&self, status: Status) -> &'static str {
        self.locale.strings().gate.status(status.as_str())
    }

    fn verdict_word(&self) -> &'static str {
        self.word(self.verdict.as_str())
    }

    fn title(&self) -> String {
        fill(self.word("title"), &[("release", &self.release)])
    }

    /// "at 0123456789".
    fn of(&self) -> String {
        fill(self.word("of"), &[("commit", short(&self.commit))])
    }

    /// "12 pass, 3 fail, …".
    fn summary(&self) -> String {
        let count = |status: Status| {
            self.rows.iter().filter(|row| row.status == status).count().to_string()
        };
        let values = [
            ("pass", count(Status::Pass)),
            ("fail", count(Status::Fail)),
            ("waived", count(Status::Waived)),
            ("unknown", count(Status::Unknown)),
            ("na", count(Status::NotApplicable)),
        ];
        let values: Vec<(&str, &str)> =
            values.iter().map(|(key, it)| (*key, it.as_str())).collect();
        fill(self.word("summary"), &values)
    }

    /// What was decided, and whether that holds.
    fn decided(&self) -> [String; 2] {
        let Some((it, standing)) = &self.decision else {
            return [self.word("undecided").to_owned(), String::new()];
        };
        let word = self.locale.strings().gate.word(&it.decision).to_owned();
        let values =
            [("decision", word.as_str()), ("by", &it.by), ("at", &it.at), ("note", &it.note)];
        let decided = fill(self.word("decided"), &values);
        let holds = match standing {
            Standing::Holds => self.word("holds").to_owned(),
            Standing::OtherResult => self.word("other_result").to_owned(),
            Standing::OtherCommit => {
                let values = [("before", short(&it.sha)), ("now", short(&self.commit))];
                fill(self.word("other_commit"), &values)
            }
        };
        [decided, holds]
    }
}

/// How much evidence is shown of one criterion.
const SHOWN: usize = 12;

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn sentence(inputs: &Inputs<'_>, said: &Said) -> String {
    let values: Vec<(&str, &str)> =
        said.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fill(inputs.strings.gate.reason(said.reason.as_str()), &values)
}
