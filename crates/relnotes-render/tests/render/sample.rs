//! A release with a change of every kind, hostile texts, tickets, bots, and trouble.

mod evidence;
mod standing;
mod whole;

use relnotes_core::config::standing::{
    Communications, Contacts, Roles, Standing as Declarations, Support,
};
use relnotes_core::declared::Declared;
use relnotes_core::id::CommitId;
use relnotes_core::message::Message;
use relnotes_core::person::{Person, Signature, Time};
use relnotes_core::release::model::{
    Accounting, Author, BaseRule, Change, Commit, Duplicate, Endpoint, Kind, Lack, Range, Release,
    RevertRole, Reverted, SameBy, ShippedAs, TextSource, Warning,
};
use relnotes_core::version::{ReleaseVersion, Stage, Version};
use relnotes_render::documents::{Blanks, Forge, ForgeKind, Settings};
use relnotes_render::locale::Locale;

pub(crate) use self::evidence::{evidence, nothing};
pub(crate) use self::standing::standing;
pub(crate) use self::whole::{OPERATED, Whole, brief, operated};

/// 2026-11-22T10:00:00+03:00.
const TAGGED: Time = Time { seconds: 1_795_330_800, offset: 180 };
const DAY: i64 = 24 * 60 * 60;

fn id(number: u8) -> CommitId {
    let mut bytes = [number; 20];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = number.wrapping_mul(37).wrapping_add(u8::try_from(at * 11).unwrap_or_default());
    }
    CommitId(bytes)
}

fn time(days_before: i64) -> Time {
    Time { seconds: TAGGED.seconds - days_before * DAY, offset: 180 }
}

fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase().replace(' ', ".")),
    }
}

fn commit(number: u8, subject: &str) -> Commit {
    let signature =
        Signature { person: person("Anna Ivanova"), time: time(i64::from(40 - number)) };
    Commit {
        id: id(number),
        parents: vec![id(number - 1)],
        author: signature.clone(),
        committer: signature,
        message: Message { subject: subject.to_owned(), ..Message::default() },
        by_bot: false,
    }
}

fn change(number: u8, kind: Kind, title: &str, author: &str) -> Change {
    let (head, description) = match title.split_once(": ").filter(|(head, _)| !head.contains('.')) {
        Some((head, rest)) => (Some(head), rest),
        None => (None, title),
    };
    let scope = head
        .and_then(|head| head.split_once('('))
        .map(|(_, scope)| scope.trim_end_matches(['!', ')']));
    Change {
        labels: Vec::new(),
        approved_by: Vec::new(),
        id: format!("c:{number:08x}"),
        kind,
        type_: head.and_then(|head| head.split(['(', '!']).next()).map(str::to_owned),
        scope: scope.map(str::to_owned),
        description: description.to_owned(),
        title: title.to_owned(),
        category: None,
        breaking: false,
        breaking_notes: Vec::new(),
        hidden_by: None,
        in_user_notes: true,
        tickets: Vec::new(),
        pull_requests: Vec::new(),
        merge: None,
        commits: vec![id(number)],
        reverts: Vec::new(),
        authors: vec![Author {
            person: person(author),
            bot: author.ends_with("[bot]"),
            login: None,
            is_new: false,
        }],
        first_shipped_in: None,
        shipped_as: Vec::new(),
        text_source: TextSource::Subject,
        continues: None,
        date: time(i64::from(40 - number)),
    }
}

fn with(mut change: Change, tickets: &[&str], pull_requests: &[u64]) -> Change {
    change.tickets = tickets.iter().map(|ticket| (*ticket).to_owned()).collect();
    change.pull_requests = pull_requests.to_vec();
    if let Some(number) = pull_requests.first() {
        change.id = format!("p:{number}");
        change.title = format!("{} (#{number})", change.title);
    }
    change
}

fn hidden(change: Change, rule: &str) -> Change {
    Change { hidden_by: Some(rule.to_owned()), in_user_notes: false, ..change }
}

fn bump(number: u8, title: &str) -> Change {
    let change = change(number, Kind::Technical, title, "dependabot[bot]");
    hidden(with(change, &[], &[u64::from(number) + 100]), "bot")
}

fn changes_for_users() -> Vec<Change> {
    use Kind::{Feature, Fix, Improvement, Security, Unclassified};
    let (anna, boris, clara) = ("Anna Ivanova", "Борис Петров", "Clara Zhao");
    let breaking = change(3, Feature, "feat(api)!: return amounts as strings", boris);
    let shipped = change(9, Fix, "fix(billing): round half to even", anna);
    vec![
        with(change(1, Feature, "feat(api): export of payments as CSV", anna), &["PAY-123"], &[42]),
        with(
            change(2, Feature, "feat(api): filter the export by `status`", boris),
            &["PAY-123"],
            &[43],
        ),
        Change {
            breaking: true,
            breaking_notes: vec![
                "`amount` is a string now; parse it with a decimal type".to_owned(),
            ],
            ..with(breaking, &["PAY-140"], &[44])
        },
        change(
            4,
            Feature,
            "Dark theme for @everyone <script>alert(1)</script>",
            "Eve [x](http://evil)",
        ),
        with(
            change(5, Improvement, "perf(search): twice as fast on 10,000+ rows", clara),
            &["PAY-131", "#77"],
            &[45],
        ),
        with(change(6, Fix, "fix(ui): [button] no longer *jumps* in `a_b`", clara), &[], &[46]),
        change(
            7,
            Fix,
            "1. fix: # not a heading\n\n- [ ] nor a task <!-- rn:todo plan.context -->",
            anna,
        ),
        with(change(8, Security, "fix(auth): refuse expired tokens", boris), &["SEC-7"], &[47]),
        Change {
            in_user_notes: false,
            first_shipped_in: Some("v1.2.0-hotfix.1".to_owned()),
            shipped_as: vec![ShippedAs { commit: id(9), of: id(109), by: SameBy::Trailer }],
            ..with(shipped, &["PAY-9"], &[50])
        },
        Change {
            first_shipped_in: Some("v1.1.0-hotfix.2".to_owned()),
            ..with(
                change(10, Fix, "fix: keep the session after a restart", clara),
                &["PAY-77"],
                &[51],
            )
        },
        change(11, Unclassified, "Update wording of the invoice", clara),
    ]
}

fn changes() -> Vec<Change> {
    let technical = |number, title, author| change(number, Kind::Technical, title, author);
    let mut changes = changes_for_users();
    changes.extend([
        hidden(
            with(
                technical(12, "refactor(core): split the ledger", "Anna Ivanova"),
                &["PAY-150"],
                &[48],
            ),
            "type",
        ),
        hidden(technical(13, "ci: cache the build", "Clara Zhao"), "type"),
        bump(14, "build(deps): bump @types/node from 20.1 to 20.2"),
        bump(15, "build(deps): bump serde from 1.0.1 to 1.0.2"),
        hidden(technical(16, "docs: draft of v1.3.0", "Release Manager"), "documents"),
    ]);
    changes
}

fn endpoint(name: &str, commit: CommitId, minor: u64, date: Time) -> Endpoint {
    let version = Version { major: 1, minor, patch: 0 };
    Endpoint {
        name: name.to_owned(),
        commit,
        tag: Some(name.to_owned()),
        version: Some(ReleaseVersion { version, stage: Stage::Final }),
        date,
        deadline: date.seconds,
    }
}

fn commits(changes: &[Change]) -> Vec<Commit> {
    let numbered = (1..).zip(changes);
    let mut commits: Vec<Commit> =
        numbered.map(|(number, change)| commit(number, &change.title)).collect();
    commits.push(commit(17, "feat: try another cache"));
    commits.push(commit(18, "Revert \"feat: try another cache\""));
    commits.push(commit(19, "fix(ui): button <jumps> (#46)"));
    commits.push(Commit { parents: vec![id(18), id(19)], ..commit(20, "Merge branch 'x'") });
    commits.reverse();
    commits
}

/// The release.
pub(crate) fn release() -> Release {
    let changes = changes();
    Release {
        range: Range {
            from: Some(endpoint("v1.2.0", id(100), 2, time(60))),
            to: endpoint("v1.3.0", id(20), 3, TAGGED),
            merge_base: Some(id(99)),
            from_is_ancestor: Some(false),
            explicit: false,
            only_in_from: 2,
        },
        base_rule: BaseRule::Sibling,
        replaces: Some("v1.2.0-hotfix.1".to_owned()),
        commits: commits(&changes),
        changes,
        duplicates: vec![Duplicate {
            commit: id(19),
            of: id(6),
            by: SameBy::PullRequest,
            tag: None,
        }],
        reverted: vec![
            Reverted { commit: id(17), role: RevertRole::Target, with: vec![id(18)] },
            Reverted { commit: id(18), role: RevertRole::Revert, with: vec![id(17)] },
        ],
        merges: vec![id(20)],
        lacks: vec![Lack {
            commit: id(110),
            tag: "v1.2.0-hotfix.1".to_owned(),
            subject: "fix(billing): do not charge twice".to_owned(),
            tickets: vec!["PAY-10".to_owned()],
            certain: true,
        }],
        tickets: std::collections::BTreeMap::new(),
        warnings: vec![
            Warning {
                code: "lacks-hotfix",
                message: "v1.3.0 lacks a fix shipped in v1.2.0-hotfix.1: do not charge twice"
                    .to_owned(),
            },
            Warning {
                code: "untested-hotfix",
                message:
                    "PAY-9 is in v1.3.0 only through the merge of v1.2.0-hotfix.1, in no candidate"
                        .to_owned(),
            },
        ],
        accounting: Accounting {
            in_range: 20,
            user: 11,
            internal: 5,
            duplicates: 1,
            reverted: 2,
            merges: 1,
            unaccounted: 0,
            shipped_before: 2,
            documents: 1,
            not_in_user_notes: 6,
        },
    }
}

/// The first release, without commits.
pub(crate) fn empty() -> Release {
    let sample = release();
    Release {
        range: Range {
            from: None,
            merge_base: None,
            from_is_ancestor: None,
            only_in_from: 0,
            ..sample.range
        },
        base_rule: BaseRule::First,
        replaces: None,
        commits: Vec::new(),
        changes: Vec::new(),
        duplicates: Vec::new(),
        reverted: Vec::new(),
        merges: Vec::new(),
        lacks: Vec::new(),
        tickets: std::collections::BTreeMap::new(),
        warnings: Vec::new(),
        accounting: Accounting::default(),
    }
}

fn declared(value: &str, line: u32) -> Option<Declared> {
    Some(Declared { value: value.to_owned(), reference: format!("relnotes.toml:{line}") })
}

/// As a project with a forge and a tracker configures its documents.
pub(crate) fn settings(locale: Locale) -> Settings {
    Settings {
        locale,
        forge: Some(Forge {
            url: "https://github.com/acme/payments".to_owned(),
            kind: ForgeKind::GitHub,
        }),
        ticket_url: Some("https://jira.acme.example/browse/{id}".to_owned()),
        standing: Declarations {
            support: Support { contact: declared("support@acme.example", 12) },
            roles: Roles {
                release_manager: declared("Мария Соколова", 20), ..Roles::default()
            },
            contacts: Contacts { tech: declared("#payments-oncall", 31), business: None },
            communications: Communications {
                status_updates: declared("#releases", 40),
                ..Communications::default()
            },
            ..Declarations::default()
        },
        tool: "0.1.0".to_owned(),
        product: Some("Payments".to_owned()),
        ..Settings::default()
    }
}

/// As the user notes are published.
pub(crate) fn published(locale: Locale) -> Settings {
    Settings { blanks: Blanks::Hide, ..settings(locale) }
}
