//! What people declare stands in the documents with its place; without it the form's own text stands there again.

use relnotes_core::brief::Brief;
use relnotes_core::config::Config;
use relnotes_core::message::Parser;
use relnotes_core::release::model::Release;
use relnotes_render::documents::{Blanks, Document, INTERNAL_NOTES, NOTES, PLAN, Settings, render};
use relnotes_render::locale::Locale;

use crate::documents::{assert_golden, workspace};
use crate::sample;

const PATH: &str = "releases/v1.3.0/release.toml";

/// A key of release.toml: the document that shows it, how it is filled, what stands there then, and the form's text in
/// both languages.
struct Shown {
    document: &'static Document,
    filled: &'static str,
    values: &'static [&'static str],
    form: [&'static str; 2],
}

fn shown(
    document: &'static Document,
    filled: &'static str,
    values: &'static [&'static str],
    form: [&'static str; 2],
) -> Shown {
    Shown { document, filled, values, form }
}

#[rustfmt::skip]
fn keys_of_plan() -> Vec<Shown> {
    let plan = |filled, values, form| shown(&PLAN, filled, values, form);
    let when = |filled, values, name| match name {
        "Code freeze" => plan(filled, values, ["- Code freeze: [date/time]", "- Code freeze: [дата/время]"]),
        "QA sign-off" => plan(filled, values, ["- QA sign-off: [date/time]", "- QA sign-off: [дата/время]"]),
        _ => plan(filled, values, ["- Go-live: [date/time]", "- Go-live: [дата/время]"]),
    };
    let risk = ["- [Risk]: [probability] [impact] [mitigation plan]", "- [Риск]: [вероятность] [impact] [план mitigation]"];
    let system = ["- [System]: [what may break + how it will be checked]", "- [Система]: [что может сломаться + план проверки]"];
    let window = ["- Deployment window: [date/time, duration]", "- Deployment window: [дата/время, продолжительность]"];
    let meeting = ["- Go/No-Go meeting: [date/time/link]", "- Go/No-Go митинг: [дата/время/ссылка]"];
    let updates = ["- Status updates: [channel/frequency]", "- Status updates: [канал/частота]"];
    let triggers = ["- Rollback triggers: [criteria + owner]", "- Rollback triggers: [критерии + ответственный]"];
    vec![
        plan("[release]\nname = 'Winter'", &["# Release Plan: v1.3.0: Winter (@2)"], ["# Release Plan: v1.3.0\n", "# Release Plan: v1.3.0\n"]),
        plan("[release]\ncontext = 'Cards'", &["\nCards (@2)\n"], ["[1-2 sentences: what", "[1-2 предложения: что"]),
        when("[timeline]\ncode_freeze = '2026-11-20T18:00:00+03:00'", &["- Code freeze: ", " 18:00 +03:00 (@2)"], "Code freeze"),
        when("[timeline]\nqa_signoff = '2026-11-21'", &["- QA sign-off: ", "(@2)\n"], "QA sign-off"),
        when("[timeline]\ngo_live = 2026-11-23T09:00:00+03:00", &["- Go-live: ", " 09:00 +03:00 (@2)"], "Go-live"),
        plan("[timeline]\ndeployment_window = { start = '2026-11-22T22:00:00+03:00', duration = '2h' }", &["- Deployment window: ", " 22:00 +03:00, 2h (@2)\n"], window),
        plan("[people]\nrelease_manager = 'Ann'", &["- Release Manager: Ann (@2)"], ["- Release Manager: [name]", "- Release Manager: [имя]"]),
        plan("[people]\ntech_lead = 'Ann'", &["- Tech Lead: Ann (@2)"], ["- Tech Lead: [name]", "- Tech Lead: [имя]"]),
        plan("[people]\nqa_lead = 'Ann'", &["- QA Lead: Ann (@2)"], ["- QA Lead: [name]", "- QA Lead: [имя]"]),
        plan("[people]\ndevops = 'Ann'", &["- DevOps: Ann (@2)"], ["- DevOps: [name]", "- DevOps: [имя]"]),
        plan("[people]\nbusiness_owner = 'Ann'", &["- Business Owner: Ann (@2)"], ["- Business Owner: [name]", "- Business Owner: [имя]"]),
        plan("[comms]\ngonogo = { at = '2026-11-22T15:00:00+03:00', link = 'https://meet' }", &[" 15:00 +03:00, https://meet (@2)\n"], meeting),
        plan("[comms]\nstatus_updates = { channel = '#r', every = '1 h' }", &["- Status updates: #r, 1 h (@2)\n"], updates),
        plan("[[rollback.trigger]]\ncriterion = 'errors'\nowner = 'Ann'\n[[rollback.trigger]]\ncriterion = 'silence'", &["- Rollback triggers: errors, Ann (@1); silence (@4)\n"], triggers),
        plan("[[risk]]\ntitle = 'Limits'\nprobability = 'low'\nimpact = 'late'\nmitigation = 'wait'\nrefs = ['PAY-1', 'abc']", &["- Limits: low; late; wait; PAY-1, abc (@1)\n"], risk),
        plan("[[dependency]]\nsystem = 'DWH'\nbreaks = 'import'\ncheck = 'run it'", &["- DWH: import; run it (@1)\n"], system),
        plan("[[migration]]\nid = 'mig:a.sql'\nplan = 'run a'\nrollback = 'run b'", &["- mig:a.sql: run a (@3), run b (@4)\n"], ["- [If any]: [description + migration plan]", "- [Если есть]: [описание + план миграции]"]),
    ]
}

#[rustfmt::skip]
fn keys_of_notes() -> Vec<Shown> {
    let internal = |filled, values, form| shown(&INTERNAL_NOTES, filled, values, form);
    let limits = ["- [If any]: [Description + plan to fix in the next release]", "- [Если есть]: [Описание + план исправления в следующем релизе]"];
    let metric = ["- Watch metric: [metric] (threshold: [value])", "- Watch metric: [метрика] (threshold: [значение])"];
    let issue = ["- [Issue]: [Description + workaround + link to the fix]", "- [Issue]: [Описание + workaround + ссылка на фикс]"];
    vec![
        shown(&NOTES, "[[known_issue]]\ntext = 'Slow.'\nworkaround = 'wait'\nfix = 'in v2'\naudience = 'user'", &["- Slow; ", ": wait; ", ": in v2\n"], limits),
        shown(&NOTES, "[[known_issue]]\ntext = 'Slow.'", &["- Slow.\n"], limits),
        internal("[[known_issue]]\nid = 'PAY-2'\ntext = 'Slow'\nworkaround = 'wait'\nfix = 'in v2'\naudience = 'support'", &["- PAY-2: Slow; ", ": wait; ", ": in v2 (@1)\n"], issue),
        internal("[[metric]]\nname = 'queue'\nthreshold = '> 5'", &["- Watch metric: queue (threshold: > 5) (@1)\n"], metric),
        internal("[[metric]]\nname = 'queue'\nobserve_only = true", &["- Watch metric: queue (", ") (@1)\n"], metric),
        internal("[[log]]\npattern = 'refused'", &["- Check logs: refused (@2)\n"], ["- Check logs: [search pattern]", "- Check logs: [паттерн для поиска]"]),
        internal("[[alert]]\ncondition = 'it grows'", &["- Alert if: it grows (@2)\n"], ["- Alert if: [condition]", "- Alert if: [условие]"]),
        internal("[[test_case]]\ntext = 'pay'\nlink = 'https://t'", &["- pay: https://t (@1)\n"], ["- [Link to test cases]", "- [Ссылка на тест кейсы]"]),
        internal("[[test_case]]\ntext = 'pay'\ncritical = true", &["- pay (@1)\n"], ["- [Critical regression scenarios]", "- [Критичные сценарии для регрессии]"]),
    ]
}

fn text(
    document: &Document,
    release: &Release,
    locale: Locale,
    brief: &str,
    config: &str,
) -> String {
    let brief = Brief::parse(brief, PATH).unwrap();
    let standing = Config::parse(config, "relnotes.toml").unwrap().standing;
    let settings = Settings { locale, brief, standing, ..Settings::default() };
    render(document, release, &settings).unwrap().text
}

#[test]
fn every_key_stands_in_its_document_and_leaves_the_form_behind() {
    let release = sample::empty();
    for Shown { document, filled, values, form } in
        keys_of_plan().into_iter().chain(keys_of_notes())
    {
        for (locale, form) in Locale::ALL.into_iter().zip(form) {
            let with = text(document, &release, locale, filled, "");
            for value in values {
                let value = value.replace('@', &format!("{PATH}:"));
                assert!(with.contains(&value), "`{value}` of `{filled}` is not in\n{with}");
            }
            assert!(!with.contains(form), "`{form}` is still in\n{with}");
            let without = text(document, &release, locale, "", "");
            assert!(without.contains(form), "`{form}` is not in\n{without}");
        }
    }
}

#[test]
fn what_is_declared_in_part_keeps_its_blank() {
    let release = sample::empty();
    for (brief, expected) in [
        (
            "[[risk]]\ntitle = 'A'\nimpact = 'late'",
            "- A: late (@1): [probability] [mitigation plan] <!-- rn:todo plan.risks/risk:1 -->",
        ),
        (
            "[[dependency]]\nsystem = 'A'",
            "- A (@1): [what may break + how it will be checked] <!-- rn:todo plan.systems/system:1 -->",
        ),
        (
            "[timeline]\ndeployment_window = { start = '', duration = '2h' }",
            "- Deployment window: 2h (@2), [date/time, duration] <!-- rn:todo plan.timeline.window -->",
        ),
    ] {
        let plan = text(&PLAN, &release, Locale::En, brief, "");
        let expected = expected.replace('@', &format!("{PATH}:"));
        assert!(plan.contains(&expected), "{expected}\n{plan}");
        let brief = Brief::parse(brief, PATH).unwrap();
        let settings = Settings { brief, blanks: Blanks::Hide, ..Settings::default() };
        let hidden = render(&PLAN, &release, &settings).unwrap().text;
        let declared = expected.split(&format!(" ({PATH}")).next().unwrap();
        assert!(hidden.contains(declared), "{declared} is lost in\n{hidden}");
    }
    let internal = text(&INTERNAL_NOTES, &release, Locale::Ru, "[[metric]]\nname = 'a'", "");
    let expected = format!(
        "- Watch metric: a (threshold: [значение]) ({PATH}:1) <!-- rn:todo internal.monitoring.metric/metric:a -->"
    );
    assert!(internal.contains(&expected), "{internal}");
}

#[test]
fn the_release_comes_before_what_holds_for_every_one() {
    let config = "[roles]\ntech_lead = 'Tom'\nqa_lead = 'Quinn'\n[communications]\nstatus_updates = '#all'\ngo_no_go = '#go'\nrollback_triggers = 'errors'";
    let brief =
        "[people]\ntech_lead = 'Tim'\n[comms]\nstatus_updates = { channel = '', every = '1 h' }";
    let plan = text(&PLAN, &sample::empty(), Locale::En, brief, config);
    for expected in [
        format!("- Tech Lead: Tim ({PATH}:2)\n"),
        "- QA Lead: Quinn (relnotes.toml:3)\n".to_owned(),
        format!("- Status updates: #all (relnotes.toml:5), 1 h ({PATH}:4)\n"),
        "- Go/No-Go meeting: #go (relnotes.toml:6)\n".to_owned(),
        "- Rollback triggers: errors (relnotes.toml:7)\n".to_owned(),
    ] {
        assert!(plan.contains(&expected), "{expected}\n{plan}");
    }
}

#[test]
fn plans_of_rows_are_found_by_their_ids() {
    let brief = "[[migration]]\nid = 'p:44'\nplan = 'run a'\nrollback = 'run b'\n[[mitigation]]\nid = 'lack:v1.2.0-hotfix.1'\nplan = 'pick it'";
    let release = sample::release();
    let plan = text(&PLAN, &release, Locale::En, brief, "");
    assert!(
        plan.contains(&format!("  - run a ({PATH}:3)\n  - Rollback: run b ({PATH}:4)\n")),
        "{plan}"
    );
    assert!(!plan.contains("plan.migrations") && !plan.contains("- p:44:"), "{plan}");
    let expected = format!(
        "; pick it ({PATH}:7): [probability] [impact] <!-- rn:todo plan.risks/lack:v1.2.0-hotfix.1 -->"
    );
    assert!(plan.contains(&expected), "{plan}");
    let internal = text(&INTERNAL_NOTES, &release, Locale::Ru, brief, "");
    assert!(
        internal.contains(&format!("  - run a ({PATH}:3)\n  - Rollback: run b ({PATH}:4)\n")),
        "{internal}"
    );
}

#[test]
fn the_date_of_a_draft_is_its_go_live() {
    let mut release = sample::release();
    release.range.to.tag = None;
    let brief = "[timeline]\ngo_live = '2026-12-24'";
    let notes = text(&NOTES, &release, Locale::Ru, brief, "");
    assert!(notes.starts_with("# Релиз v1.3.0 - 24.12.2026\n"), "{notes}");
    let tagged = text(&NOTES, &sample::release(), Locale::Ru, brief, "");
    assert!(tagged.starts_with("# Релиз v1.3.0 - 22.11.2026\n"), "{tagged}");
}

/// The sample with what authors may declare, in one commit of a feature.
pub(crate) fn stated() -> Release {
    let mut release = sample::release();
    let commit = release.changes[0].commits[0];
    let message = "feat(api): export\n\nMigration: run `export --init`\nRollback: drop the table\n\
        Watch-Metric: export_seconds > 30\nWatch-Metric: export_rows\nWatch-Log: export refused\nAlert-If: exports fail\n\
        Known-Issue: Slow above a million rows | split the range | PAY-201\nTest-Case: https://tests.acme.example/77\n\
        Risk: high: touches every payment\nDepends-On: Data warehouse\nRelease-Note-Internal: Reports, then Export\n";
    let of_commit = release.commits.iter_mut().find(|it| it.id == commit).unwrap();
    of_commit.message = Parser::default().parse(message);
    release
}

#[test]
fn the_full_brief_and_what_authors_state_read_as_their_goldens() {
    let brief =
        std::fs::read_to_string(workspace().join("fixtures/briefs/valid/full.toml")).unwrap();
    let brief = Brief::parse(brief, PATH).unwrap();
    for locale in Locale::ALL {
        for document in [&PLAN, &INTERNAL_NOTES, &NOTES] {
            let settings = match document.name {
                "notes" => sample::published(locale),
                _ => sample::settings(locale),
            };
            let settings = Settings { brief: brief.clone(), ..settings };
            let path = format!("fixtures/golden/declared/{}/{}.md", locale.as_str(), document.name);
            assert_golden(&path, &render(document, &stated(), &settings).unwrap().text);
        }
    }
}
