//! Checklist, monitoring and branching: what is ticked, what is a blank, and how "none found" is said.

use relnotes_core::evidence::{Evidence, Fact, Kind, Place, Verb};
use relnotes_core::policy::{Freeze, Standing};
use relnotes_render::documents::{self, Blanks, Document, Settings, Subject, render};
use relnotes_render::locale::Locale;

use crate::documents::{assert_golden, assert_tidy};
use crate::sample::{self, Whole};

/// With the marks by which a line is found.
fn marked(locale: Locale) -> Settings {
    Settings { is_draft: true, ..sample::settings(locale) }
}

fn text(document: &Document, whole: &Whole, settings: &Settings) -> String {
    let text = render(document, whole.subject(), settings).unwrap().text;
    assert_tidy(&text);
    text
}

fn blanks(document: &Document, settings: &Settings) -> Vec<String> {
    let whole = Whole { evidence: sample::nothing(), ..Whole::new() };
    let blanks = render(document, whole.subject(), settings).unwrap().blanks;
    blanks.into_iter().map(|blank| blank.id).collect()
}

/// The lines below a box, up to the next box.
fn below<'t>(text: &'t str, id: &str) -> Vec<&'t str> {
    let mut lines = text.lines().skip_while(|line| !line.ends_with(&format!("<!-- rn:i {id} -->")));
    lines.next().expect(id);
    lines.map_while(|line| line.strip_prefix("  - ")).collect()
}

#[test]
fn what_is_declared_takes_the_place_of_blanks_and_defaults() {
    let whole = Whole { evidence: sample::nothing(), ..Whole::new() };
    for locale in Locale::ALL {
        for document in [&documents::CHECKLIST, &documents::MONITORING] {
            let declared = text(document, &whole, &sample::operated(locale));
            let path = format!("fixtures/golden/declared/{}/{}.md", locale.as_str(), document.name);
            assert_golden(&path, &declared);
            assert!(!declared.contains("rn:todo"), "{declared}");
        }
    }
}

/// Nothing of what is gone stays behind.
#[test]
fn where_a_source_is_removed_the_blank_is_back() {
    let declared = sample::operated(Locale::En);
    let settings = sample::settings(Locale::En);
    assert_eq!(blanks(&documents::CHECKLIST, &declared), [""; 0]);
    assert_eq!(
        blanks(&documents::CHECKLIST, &settings),
        ["checklist.window", "checklist.business", "checklist.rollback_minutes"]
    );
    assert_eq!(blanks(&documents::MONITORING, &declared), [""; 0]);
    let mut partly = sample::operated(Locale::En);
    let left = sample::OPERATED.replace("alert_below = \"900 an hour\"\n", "");
    partly.brief = sample::brief(&left.replace("update_hours = 4\n", ""));
    assert_eq!(
        blanks(&documents::MONITORING, &partly),
        ["monitoring.business/Paid_orders", "monitoring.updates"]
    );
    assert_eq!(
        blanks(&documents::MONITORING, &settings),
        [
            "monitoring.p95",
            "monitoring.business",
            "monitoring.business~2",
            "monitoring.updates",
            "monitoring.escalation",
            "monitoring.all_clear",
        ]
    );
}

#[test]
fn hidden_blanks_leave_the_boxes_and_the_defaults() {
    let whole = Whole::new();
    for locale in Locale::ALL {
        let hidden = Settings { blanks: Blanks::Hide, ..sample::settings(locale) };
        let checklist = text(&documents::CHECKLIST, &whole, &hidden);
        assert_eq!(checklist.matches("- [").count(), 24, "{checklist}");
        let monitoring = text(&documents::MONITORING, &whole, &hidden);
        assert!(monitoring.contains("- HTTP 200 responses: > 99.9%\n"), "{monitoring}");
        for text in [checklist, monitoring] {
            assert!(!text.contains("rn:todo") && !text.contains("threshold: ["), "{text}");
        }
    }
}

#[test]
fn a_box_is_ticked_only_where_it_is_proved() {
    let ticked = |standing: Option<&Standing>, rollback_blanks| {
        let whole = Whole::new();
        let subject = Subject { standing, rollback_blanks, ..whole.subject() };
        let text =
            render(&documents::CHECKLIST, subject, &sample::settings(Locale::En)).unwrap().text;
        let ticked = text.lines().filter_map(|line| line.strip_prefix("- [x] "));
        ticked.map(str::to_owned).collect::<Vec<_>>().join("; ")
    };
    let with = |freeze| Standing { freeze, ..sample::standing() };
    let Freeze::Known { line, cut, agreed, untold, .. } = sample::standing().freeze else {
        panic!("the sample's freeze is known")
    };
    let clean =
        Freeze::Known { line: line.clone(), cut, late: Vec::new(), agreed, untold: Vec::new() };
    let unclear = Freeze::Known { line, cut, late: Vec::new(), agreed: Vec::new(), untold };
    let freeze = "Feature freeze observed";
    assert_eq!(ticked(Some(&with(clean)), None), freeze);
    for freeze in [
        unclear,
        Freeze::NotCut,
        Freeze::Hotfix,
        Freeze::Allowed,
        Freeze::Unknown("why".to_owned()),
    ] {
        assert_eq!(ticked(Some(&with(freeze)), None), "");
    }
    assert_eq!(ticked(Some(&sample::standing()), None), "");
    assert_eq!(ticked(None, None), "");
    assert_eq!(ticked(None, Some(&[])), "Rollback plan documented");
}

#[test]
fn none_found_says_what_was_looked_at() {
    let of = |evidence: Option<&Evidence>, locale| {
        let whole = Whole::new();
        let subject = Subject { evidence, ..whole.subject() };
        let text = render(&documents::CHECKLIST, subject, &marked(locale)).unwrap().text;
        below(&text, "cl.pre.06").join("; ")
    };
    let nothing = sample::nothing();
    assert_eq!(
        of(Some(&nothing), Locale::En),
        "not applicable: none found (checked: MIG-DIESEL, MIG-RAILS; 61 files, unreadable: 0)"
    );
    assert_eq!(
        of(Some(&nothing), Locale::Ru),
        "неприменимо: не обнаружено (проверено: MIG-DIESEL, MIG-RAILS; 61 файл, нечитаемых: 0)"
    );
    let mut holes = sample::nothing();
    holes.reading.unreadable = vec!["a.sql".to_owned(), "b.sql".to_owned()];
    assert_eq!(
        of(Some(&holes), Locale::En),
        "migrations: could not be checked: 2 files could not be read"
    );
    assert_eq!(
        of(Some(&holes), Locale::Ru),
        "миграции: не удалось проверить, не читается: 2 файла"
    );
    let mut blind = sample::nothing();
    blind.reading.detectors = vec!["METRIC"];
    assert_eq!(of(Some(&blind), Locale::En), "migrations: not looked at");
    assert_eq!(of(None, Locale::Ru), "миграции: не проверялось");
}

#[test]
fn without_a_look_at_the_repository_no_mark_is_given() {
    let release = sample::release();
    for (locale, not_checked) in [(Locale::En, "– not checked"), (Locale::Ru, "– не проверялось")]
    {
        let text = render(&documents::BRANCHING, &release, &sample::settings(locale)).unwrap().text;
        let marks = text.lines().filter(|line| line.trim() == format!("- {not_checked}"));
        assert_eq!(marks.count(), 15, "{text}");
        assert!(!text.contains(['✓', '✗', '?']) && !text.contains("mermaid"), "{text}");
    }
}

#[test]
fn lists_end() {
    let mut whole = Whole::new();
    let metric =
        whole.evidence.facts.iter().find(|fact| fact.detector == "METRIC").unwrap().clone();
    whole.evidence.facts = (0..45).map(|_| metric.clone()).collect();
    let checklist = text(&documents::CHECKLIST, &whole, &marked(Locale::Ru));
    let lines = below(&checklist, "cl.pre.09");
    assert_eq!((lines.len(), lines[10]), (11, "ещё 35"));
    let monitoring = text(&documents::MONITORING, &whole, &sample::settings(Locale::Ru));
    assert!(monitoring.contains("\n- ещё 15\n"), "{monitoring}");
}

#[test]
fn the_same_runtime_in_several_modules_is_one_question() {
    let runtime = |module: &str, before: &str| {
        let place = Place::after(&format!("{module}/go.mod"), 3);
        let id = format!("runtime:{module}/go.mod#go");
        let fact = Fact::new("DEP-SYSTEM", Kind::Runtime, Verb::Changed, id, "go", place);
        fact.with_values(Some(before.to_owned()), Some("1.26.0".to_owned()))
    };
    // Contracts of one name in two files are two.
    let contract = |package: &str| {
        let whole = Whole::new().evidence.facts;
        let mut contract =
            whole.into_iter().find(|fact| matches!(fact.kind, Kind::Contract(_))).unwrap();
        contract.place = Place::after(&format!("{package}/events.proto"), 5);
        contract.id = format!("api:{package}/events.proto#Envelope");
        if let Kind::Contract(contract) = &mut contract.kind {
            contract.breaking = true;
        }
        Fact { verb: Verb::Removed, ..contract }
    };
    let facts = vec![
        runtime("a", "1.25.0"),
        contract("events"),
        contract("ttrpc"),
        runtime("b", "1.25.0"),
        runtime("c", "1.24.0"),
    ];
    let whole = Whole { evidence: Evidence { facts, ..sample::nothing() }, ..Whole::new() };
    let plan = text(&documents::PLAN, &whole, &sample::settings(Locale::En));
    let lines: Vec<&str> =
        plan.lines().filter(|line| line.contains("plan.systems/runtime")).collect();
    let [both, other] = lines[..] else { panic!("{lines:#?}") };
    assert!(both.contains("`1.25.0` → `1.26.0`") && both.contains("a/go.mod:3"), "{both}");
    assert!(both.contains(", 1 more): ["), "{both}");
    assert!(other.contains("c/go.mod:3") && !other.contains("more"), "{other}");
    for package in ["events", "ttrpc"] {
        let blank = format!("plan.systems/api:{package}/events.proto");
        assert!(plan.contains(&blank), "{blank}\n{plan}");
    }
}
