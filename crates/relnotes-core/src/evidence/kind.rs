//! What kind of thing a fact is about, with what only that kind has.

use super::migration::Migration;

/// What a fact is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A migration of a database. One that is changed runs again, one that is removed cannot be undone any more.
    Migration(Migration),
    /// A migration that the older tree has already was changed in substance.
    EditedMigration,
    /// A snapshot of the schema changed, and no migration was added.
    SchemaDrift,
    /// A statement that can lose data, lock a table or break the code before it.
    SqlRisk(SqlRisk),
    /// A part of a contract: a call, a message, a field, a path, a flag of the command line.
    Contract(Contract),
    /// An environment variable that the product reads, or that a manifest sets.
    Variable,
    /// A key of a default or sample configuration, or of a chart's values.
    ConfigKey,
    /// A feature flag.
    Flag(Flag),
    /// A metric that the product exposes.
    Metric,
    /// An alert or recording rule.
    Alert(Alert),
    /// An alert or a dashboard names a metric that is gone: `before` is the metric.
    DanglingMetric,
    /// A dashboard.
    Dashboard,
    /// A service level objective: `before` and `after` are its targets.
    Objective,
    /// What is deployed and how.
    Infrastructure(Infrastructure),
    /// Something that runs in a cluster, and where its health can be asked.
    Workload(Workload),
    /// The base image, a port or the user of a container.
    Image,
    /// A pipeline of a CI.
    Pipeline,
    /// A dependency.
    Dependency(Dependency),
    /// The lowest version of a runtime, compiler or database.
    Runtime,
    /// Headings that an upgrade guide got.
    UpgradeGuide,
    /// An entry that a person wrote into a changelog.
    ChangelogEntry,
    /// Code that authenticates, authorises or encrypts.
    SecurityArea,
    /// Something that looks like a secret; its value is in no field.
    Secret,
    /// A vulnerability that a message or a changelog names.
    SecurityFix,
    /// An owner of changed paths: `after` is how many files.
    Owner,
    /// Tests that came: `after` is how many.
    Tests,
    /// A component whose code changed without a test.
    Untested,
    /// Translations.
    Translation,
    /// The version that a file of the tree names.
    VersionFile,
    /// A remark that something is left to do.
    Todo,
    /// A message that new code logs when something goes wrong.
    LogPattern,
    /// A host that the product talks to.
    Host,
    /// A schedule of a job.
    Schedule,
    /// A licence.
    Licence,
    /// A file that is no text, or a pointer to one.
    Binary,
    /// A submodule: `before` and `after` are commits of another repository.
    Submodule,
    /// A marker that a merge left behind.
    ConflictMarker,
    /// What a detector of the configuration found.
    Own(Own),
}

/// A statement of SQL that can hurt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlRisk {
    /// The name of the rule, as squawk or `strong_migrations` call it: `ban-drop-column`. Of `unread-statement` nothing
    /// else is known: it is on no axis, and may do anything.
    pub rule: &'static str,
    /// Data can be lost.
    pub loss: bool,
    /// A table can be locked for long.
    pub lock: bool,
    /// The code of the release before can break.
    pub compat: bool,
    /// The table, where it could be read.
    pub table: Option<String>,
    /// The column, where there is one.
    pub column: Option<String>,
}

/// A part of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// What the contract is written in.
    pub form: ContractForm,
    /// The rule that says so, as buf or oasdiff call it: `FIELD_NO_DELETE`.
    pub rule: &'static str,
    /// Whether those who rely on it break.
    pub breaking: bool,
}

/// What a contract is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContractForm {
    /// Protocol buffers.
    Proto,
    /// `OpenAPI` and Swagger.
    OpenApi,
    /// `GraphQL`.
    GraphQl,
    /// Flags of a command line.
    CommandLine,
}

/// A feature flag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flag {
    /// Whether it is on where nobody says otherwise, as written.
    pub default: Option<String>,
    /// The team that owns it.
    pub owner: Option<String>,
}

/// An alert or recording rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alert {
    /// The expression.
    pub expression: Option<String>,
    /// For how long it must hold: `5m`.
    pub holds_for: Option<String>,
    /// `critical`, `page`, `warning`: the label `severity`.
    pub severity: Option<String>,
    /// The annotation `runbook_url`.
    pub runbook: Option<String>,
    /// Which of expression, duration, severity changed.
    pub changed: Vec<&'static str>,
}

/// What is deployed and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Infrastructure {
    /// What changed.
    pub class: InfrastructureClass,
    /// The kind of the object: `Deployment`, `ClusterRole`, `resource "aws_db_instance"`.
    pub object: String,
}

/// What of a manifest changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InfrastructureClass {
    /// Nothing but the tag of an image: the release itself.
    ImageTag,
    /// Variables of a container.
    Environment,
    /// Requests and limits.
    Resources,
    /// How many run.
    Replicas,
    /// How health is asked.
    Probes,
    /// Volumes and secrets.
    Volumes,
    /// Who may do what.
    Rights,
    /// Who may talk to whom.
    Network,
    /// A definition of resources.
    Definition,
    /// Values of a chart.
    Values,
    /// A resource of Terraform.
    Resource,
    /// Something else, or the whole object.
    Shape,
}

/// Something that runs in a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// `Deployment`, `StatefulSet`, `DaemonSet`, `Ingress`.
    pub object: String,
    /// The namespace, where the manifest names one.
    pub namespace: Option<String>,
    /// How many run, where the older tree's manifest says so, else the newer one's: what a rollback restores.
    pub replicas: Option<u32>,
    /// Paths and ports at which health is asked: `/healthz:8080`.
    pub health: Vec<String>,
    /// Its images, as written.
    pub images: Vec<String>,
    /// Whether the older tree lacks it or has it otherwise.
    pub changed: bool,
}

/// A dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// `cargo`, `npm`, `go`, `pypi`, `gem`, `composer`.
    pub ecosystem: &'static str,
    /// How far the version went; none where it came or went.
    pub leap: Option<Leap>,
    /// Whether the project names it itself, and does not only get it with another; none where that is unknown.
    pub direct: Option<bool>,
}

/// How far a version went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leap {
    /// The first number that is not zero.
    Major,
    /// The second number.
    Minor,
    /// What comes after.
    Patch,
    /// Back to an older version.
    Back,
    /// The versions cannot be compared.
    Other,
}

/// What a detector of the configuration found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The name of the detector.
    pub name: String,
    /// Its kind, as configured.
    pub kind: String,
    /// What documents say of it, by language: `en`, `ru`.
    pub text: Vec<(String, String)>,
}
