//! What each forge makes of the answers that its documentation shows.

use std::path::PathBuf;

use relnotes_core::config::forge::ForgeKind;
use relnotes_core::enrichment::{Check, PullRequest};
use relnotes_core::id::CommitId;
use url::Url;

use super::{Forge, Place, Publication, Publish, Wanted, open};
use crate::network::{Network, Wishes};
use crate::transport::misbehaviour::{Still, wishes};

const COMMIT: &str = "6dcb09b5b57875f334f61aebed695e2e4193db5e";
const MERGE: &str = "e5bd3914e2e596debea16f433f57875b5b90bcd6";

fn id(text: &str) -> CommitId {
    text.parse().unwrap()
}

/// Does something with a forge that answers out of a folder of fixtures.
fn with<T>(folder: &str, kind: ForgeKind, web: &str, work: impl FnOnce(&dyn Forge) -> T) -> T {
    let fixtures =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/http").join(folder);
    let wishes = Wishes { replay: Some(fixtures), ..wishes() };
    let clock = Still::default();
    let network = Network::open(&wishes, &|_| None, &clock).unwrap();
    let place = Place { kind, web: Url::parse(web).unwrap(), api: None };
    work(&*open(&network, &place).unwrap())
}

fn github<T>(work: impl FnOnce(&dyn Forge) -> T) -> T {
    with("github", ForgeKind::Github, "https://github.com/shop/app", work)
}

fn gitlab<T>(work: impl FnOnce(&dyn Forge) -> T) -> T {
    with("gitlab", ForgeKind::Gitlab, "https://git.example.com/shop/web/app.git", work)
}

fn gitea<T>(work: impl FnOnce(&dyn Forge) -> T) -> T {
    with("gitea", ForgeKind::Gitea, "https://gitea.example.com/shop/app", work)
}

fn bitbucket<T>(work: impl FnOnce(&dyn Forge) -> T) -> T {
    with("bitbucket", ForgeKind::Bitbucket, "https://bitbucket.org/shop/app", work)
}

fn server<T>(work: impl FnOnce(&dyn Forge) -> T) -> T {
    let web = "https://bitbucket.example.com/projects/SHOP/repos/app";
    with("bitbucket-server", ForgeKind::Bitbucket, web, work)
}

/// What is asked of the lists: a merge and a head, since 2018.
fn wanted(numbers: &[u64]) -> Wanted {
    let commits = vec![id(COMMIT), id(MERGE)];
    Wanted { numbers: numbers.to_vec(), commits, since: 1_514_764_800 }
}

fn shown(request: &PullRequest) -> String {
    let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    format!(
        "#{} {} | {} | by {} of {} | {}→{}{} | {}",
        request.number,
        request.title,
        request.body,
        or_none(&request.author),
        or_none(&request.milestone),
        or_none(&request.head),
        or_none(&request.base),
        if request.from_fork { " (fork)" } else { "" },
        request.labels.join(","),
    )
}

fn found(forge: &dyn Forge, wanted: &Wanted) -> (Vec<String>, Vec<(CommitId, Vec<u64>)>) {
    let found = forge.pull_requests(wanted).unwrap();
    assert_eq!(found.problem, None);
    let of_commits = found.of_commits.into_iter().collect();
    (found.requests.values().map(shown).collect(), of_commits)
}

fn checks(forge: &dyn Forge) -> Vec<String> {
    let shown = |check: Check| format!("{} {}", check.outcome.as_str(), check.name);
    forge.checks(id(COMMIT)).unwrap().into_iter().map(shown).collect()
}

fn publication(is_draft: bool) -> Publication {
    Publication {
        tag: "v1.3.0".to_owned(),
        commit: id(COMMIT),
        name: "Shop v1.3.0".to_owned(),
        body: "# New".to_owned(),
        is_draft,
        is_prerelease: false,
        is_latest: true,
    }
}

fn wire(publish: &Publish) -> String {
    let request = &publish.request;
    assert!(!request.is_read, "a change is never repeated");
    let body = request.body.as_deref().unwrap_or_default();
    format!("{} {} {body}", request.method.as_str(), request.url)
}

#[test]
fn pull_requests_of_github_without_a_token() {
    let expected = "#42 Amazing new feature | Please pull these awesome changes in! | by octocat of v1.0 | new-topic→main (fork) | bug";
    let (requests, of_commits) = github(|forge| found(forge, &wanted(&[42])));
    assert_eq!(requests, [expected]);
    assert_eq!(of_commits, [(id(MERGE), vec![42])]);
}

#[test]
fn merge_requests_of_gitlab_by_merge_and_by_number() {
    let (requests, of_commits) = gitlab(|forge| found(forge, &wanted(&[7, 42])));
    let labels = "Community contribution,Manage";
    let body = "fixed login page css paddings | by admin of v2.0 | test1→main";
    assert_eq!(
        requests,
        [
            format!("#7 Old and gold | {body} | {labels}"),
            format!("#42 test1 | {body} (fork) | {labels}")
        ]
    );
    assert_eq!(of_commits, [(id(COMMIT), vec![42])], "a fast-forward is known by its head");
}

#[test]
fn pull_requests_of_gitea() {
    let expected = "#42 Amazing new feature | Please pull these awesome changes in! | by octocat of v1.0 | new-topic→main (fork) | bug";
    let recent = Wanted { since: 0, ..wanted(&[]) };
    let (requests, of_commits) = gitea(|forge| found(forge, &recent));
    assert_eq!(requests, [expected]);
    assert_eq!(of_commits, [(id(MERGE), vec![42])]);
}

#[test]
fn pull_requests_of_bitbucket() {
    let (requests, of_commits) = bitbucket(|forge| found(forge, &wanted(&[])));
    assert_eq!(
        requests,
        ["#42 My great change | Closes SHOP-1 | by anna of - | feature/x→develop | "]
    );
    assert_eq!(of_commits, [(id(MERGE), vec![42])], "its hashes have twelve digits");
    let (requests, of_commits) = server(|forge| found(forge, &wanted(&[])));
    assert_eq!(
        requests,
        ["#42 Talking Nerdy | It is a kludge | by tom of - | feature-ABC-123→develop | "]
    );
    assert_eq!(of_commits, [(id(MERGE), vec![42])]);
}

#[test]
fn checks_of_every_forge() {
    assert_eq!(
        github(checks),
        [
            "skipped mighty_readme",
            "running unit",
            "success continuous-integration/jenkins",
            "failure security/brakeman",
            "success deployment/pre-prod",
            "running deployment/production"
        ]
    );
    assert_eq!(
        gitlab(checks),
        [
            "success bundler:audit",
            "skipped flay",
            "failure rspec",
            "running deploy",
            "success deployment/pre-prod"
        ]
    );
    assert_eq!(gitea(checks), ["success ci/woodpecker/push", "failure ci/lint"]);
    assert_eq!(bitbucket(checks), ["success Unit tests", "failure BUILD-2"]);
    assert_eq!(server(checks), ["running REPO-MASTER-42"]);
}

#[test]
fn releases_are_found_by_their_tags() {
    let known = github(|forge| forge.release("v1.0.0")).unwrap().unwrap();
    assert_eq!((known.body.as_str(), known.is_draft), ("Description\nof the release", true));
    assert_eq!(github(|forge| forge.release("v1.0")).unwrap(), None);
    let known = gitea(|forge| forge.release("v1.0.0")).unwrap().unwrap();
    assert!(known.is_prerelease && !known.is_draft);
    let known = gitlab(|forge| forge.release("v0.1")).unwrap().unwrap();
    assert_eq!(known.body, "## CHANGELOG\n\n- Remove limit of 100");
    assert_eq!(gitlab(|forge| forge.release("v9.9")).unwrap(), None);
    let told = bitbucket(|forge| forge.release("v1.0.0")).unwrap_err().to_string();
    assert_eq!(told, "Bitbucket: it has no releases, only tags: relnotes tag");
}

#[test]
fn a_release_is_made_or_changed_never_made_twice() {
    let base = "https://api.github.com/repos/shop/app/releases";
    let made = github(|forge| wire(&forge.publication(&publication(true), None).unwrap()));
    assert_eq!(
        made,
        format!(
            "POST {base} {{\"body\":\"# New\",\"draft\":true,\"make_latest\":\"false\",\"name\":\"Shop v1.3.0\",\"prerelease\":false,\"tag_name\":\"v1.3.0\",\"target_commitish\":\"{COMMIT}\"}}"
        )
    );
    let changed = github(|forge| {
        let known = forge.release("v1.0.0").unwrap();
        wire(&forge.publication(&publication(false), known.as_ref()).unwrap())
    });
    assert!(changed.starts_with(&format!("PATCH {base}/1 ")), "{changed}");
    assert!(changed.contains("\"make_latest\":\"true\""), "{changed}");
    let base = "https://git.example.com/api/v4/projects/shop%2Fweb%2Fapp/releases";
    let changed = gitlab(|forge| {
        let known = forge.release("v0.1").unwrap();
        wire(&forge.publication(&publication(false), known.as_ref()).unwrap())
    });
    assert_eq!(
        changed,
        format!("PUT {base}/v0.1 {{\"description\":\"# New\",\"name\":\"Shop v1.3.0\"}}")
    );
    let told = gitlab(|forge| forge.publication(&publication(true), None)).unwrap_err().to_string();
    assert!(told.starts_with("GitLab: it has no drafts of releases"), "{told}");
    let made = gitea(|forge| wire(&forge.publication(&publication(false), None).unwrap()));
    assert!(
        made.starts_with("POST https://gitea.example.com/api/v1/repos/shop/app/releases {"),
        "{made}"
    );
}

#[test]
fn an_address_that_names_no_repository_is_told() {
    let clock = Still::default();
    let network = Network::open(&wishes(), &|_| None, &clock).unwrap();
    let told = |kind, web: &str| {
        let place = Place { kind, web: Url::parse(web).unwrap(), api: None };
        open(&network, &place).err().unwrap().to_string()
    };
    let github = told(ForgeKind::Github, "https://github.com/shop");
    assert_eq!(
        github,
        "GitHub: `https://github.com/shop` names no repository: it is HOST/OWNER/NAME"
    );
    assert!(told(ForgeKind::Gitlab, "https://git.example.com/app").contains("names no project"));
    assert!(
        told(ForgeKind::Auto, "https://git.example.com/a/b")
            .contains("what runs at https://git.example.com/a/b is not known")
    );
}

#[test]
fn what_others_recorded_is_read() {
    let web = "https://github.com/octokit-fixture-org/create-status";
    let commit = id("0000000000000000000000000000000000000001");
    let checks = with("octokit", ForgeKind::Github, web, |forge| forge.checks(commit)).unwrap();
    let shown: Vec<String> =
        checks.iter().map(|it| format!("{} {}", it.outcome.as_str(), it.name)).collect();
    assert_eq!(shown, ["failure example/1", "success example/2"]);
    let release = with("octokit", ForgeKind::Github, web, |forge| forge.release("v1.0.0"));
    assert!(release.unwrap().is_some_and(|it| !it.is_draft && it.url.ends_with("/v1.0.0")));
}

#[test]
fn recorded_pages_are_followed_to_the_last() {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/http/octokit");
    let clock = Still::default();
    let network =
        Network::open(&Wishes { replay: Some(fixtures), ..wishes() }, &|_| None, &clock).unwrap();
    let api = super::github_api::open(&network, "https://api.github.com").unwrap();
    let path = ["repos", "octokit-fixture-org", "paginate-issues", "issues"];
    let all: Vec<serde_json::Value> =
        api.pages(api.url(&path, &[("per_page", "3")]), false).unwrap();
    let numbers: Vec<u64> = all.iter().filter_map(|it| it["number"].as_u64()).collect();
    assert_eq!(numbers, (1..=13).rev().collect::<Vec<_>>());
}
