//! `-d delta`: the documents of two candidates of a version, side by side.

use std::collections::BTreeMap;

use relnotes_core::release::model::Release;
use relnotes_core::release::{Outcome, RangeSpec, Request, Scope};
use relnotes_merge::{Item, Structure, structure};
use relnotes_render::documents::{self, Delta, DeltaBox, DeltaPart, Document, Settings, Subject};

use super::{Seen, blanks_of, cut};
use crate::env::Env;
use crate::failure::Failure;
use crate::hints::of_render;
use crate::load::Session;

/// Sections in which a difference matters, and the documents that have them.
const PARTS: [(&str, &[&str]); 3] = [
    ("plan", &["plan.migrations", "plan.risks", "plan.risks.medium", "plan.systems"]),
    ("rollback", &["rollback.database", "rollback.configuration"]),
    ("monitoring", &["monitoring.metrics"]),
];

static LOOKED: [&Document; 4] =
    [&documents::PLAN, &documents::ROLLBACK, &documents::MONITORING, &documents::CHECKLIST];

/// Compares what the documents say at both ends of a range.
pub(super) fn of(
    release: &Release,
    request: &Request,
    settings: &Settings,
    session: &Session,
    env: &Env,
) -> Result<Delta, Failure> {
    let (from, to) = (release.range.from.as_ref(), &release.range.to);
    let versions = (from.and_then(|from| from.version), to.version);
    let is_same = matches!(versions, (Some(from), Some(to)) if from.version == to.version);
    let Some(from) = from.filter(|_| is_same) else {
        return Err(Failure::new("`-d delta` compares two candidates of one version")
            .hint("relnotes v1.3.0-rc.1..v1.3.0-rc.2 -d delta")
            .hint("of two releases: relnotes v1.2.0..v1.3.0 -d internal"));
    };
    let at = |name: Option<String>| {
        let range = RangeSpec { from: None, to: name };
        let request = Request { range, scope: Scope::Version, ..request.clone() };
        side(&request, settings, session, env)
    };
    let (before, then) = at(Some(from.name.clone()))?;
    let (now, today) = at(request.range.to.clone())?;
    Ok(Delta { before, now, parts: parts(&then, &today), boxes: boxes(&then, &today) })
}

type Sheets = BTreeMap<&'static str, Structure>;

/// The version at one end, and what its documents say.
fn side(
    request: &Request,
    settings: &Settings,
    session: &Session,
    env: &Env,
) -> Result<(Release, Sheets), Failure> {
    let Outcome::Release(release) = cut(session, request)? else {
        return Err(Failure::new("one of the ends is released already")
            .hint("name both: relnotes v1.3.0-rc.1..v1.3.0-rc.2 -d delta"));
    };
    let settings = Settings { is_draft: true, ..settings.clone() };
    let seen = Seen::of(&LOOKED, &release, session, env)?;
    let templates = documents::templates(&settings, &LOOKED).map_err(of_render)?;
    let mut subject: Subject<'_> = seen.subject(&release);
    let blanks = blanks_of(&documents::ROLLBACK, &templates, subject, &settings)?;
    subject.rollback_blanks = Some(&blanks);
    let mut sheets = Sheets::new();
    for document in LOOKED {
        let rendered = document.render_with(&templates, subject, &settings).map_err(of_render)?;
        let read = structure(&rendered.text).map_err(Failure::new)?;
        sheets.insert(document.name, read);
    }
    Ok((*release, sheets))
}

fn parts(then: &Sheets, today: &Sheets) -> Vec<DeltaPart> {
    let mut found = Vec::new();
    for (document, regions) in PARTS {
        for region in regions {
            let (before, now) = (items(then, document, region), items(today, document, region));
            let title = now.title.clone().or(before.title.clone()).unwrap_or_default();
            let mut part = DeltaPart { title, ..DeltaPart::default() };
            for (id, item) in &now.named {
                match before.named.get(id) {
                    None => part.added.push(first(item)),
                    Some(old) if told(&old.text) != told(&item.text) => {
                        part.changed.push((first(old), first(item)));
                    }
                    Some(_) => {}
                }
            }
            let gone = before.named.iter().filter(|(id, _)| !now.named.contains_key(*id));
            part.gone.extend(gone.map(|(_, item)| first(item)));
            // A line that differs below its first is told by its first line once.
            part.changed.retain(|(before, now)| told(before) != told(now));
            if part != (DeltaPart { title: part.title.clone(), ..DeltaPart::default() }) {
                found.push(part);
            }
        }
    }
    found
}

/// The named items of a region, but for what only says how much was looked at.
struct Items<'a> {
    title: Option<String>,
    named: BTreeMap<&'a str, &'a Item>,
}

fn items<'a>(sheets: &'a Sheets, document: &str, region: &str) -> Items<'a> {
    let all = sheets.get(document).into_iter().flat_map(|sheet| &sheet.regions);
    let region = all.into_iter().find(|it| it.id == region);
    let items = region.map_or(&[][..], |region| &region.items);
    let title = items.first().map(|item| item.text.trim_start_matches(['#', ' ']).to_owned());
    let named = items.iter().filter_map(|item| Some((item.id.as_deref()?, item)));
    let is_told =
        |id: &str| !id.ends_with(".checked") && !id.ends_with(".note") && !id.starts_with("plan.");
    Items { title, named: named.filter(|(id, _)| is_told(id)).collect() }
}

/// What a text says without its references: that something is four lines further down is no news.
fn told(text: &str) -> String {
    let line = |line: &str| match line.rfind(" (") {
        Some(at) if line.ends_with([')', ']']) => line[..at].to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The first line of an item, without what makes it an item.
fn first(item: &Item) -> String {
    let line = item.text.lines().next().unwrap_or_default();
    let line = line.trim_start_matches(['-', ' ']);
    line.strip_prefix("[ ] ").or(line.strip_prefix("[x] ")).unwrap_or(line).to_owned()
}

/// Boxes below which something else stands than before.
fn boxes(then: &Sheets, today: &Sheets) -> Vec<DeltaBox> {
    let below = |item: &Item| -> Vec<String> {
        let lines = item.text.lines().skip(1);
        lines.map(|line| line.trim_start_matches(['-', ' ']).to_owned()).collect()
    };
    let all = |sheets: &Sheets| -> Vec<Item> {
        let regions = sheets.get("checklist").into_iter().flat_map(|sheet| &sheet.regions);
        regions
            .flat_map(|region| region.items.iter().filter(|it| it.tick.is_some()).cloned())
            .collect()
    };
    let before: BTreeMap<Option<String>, Item> =
        all(then).into_iter().map(|item| (item.id.clone(), item)).collect();
    let mut found = Vec::new();
    for item in all(today) {
        let Some(old) = before.get(&item.id) else { continue };
        let (old, new) = (below(old), below(&item));
        // How many files were looked at is no reason to look again.
        let differs = |line: &&String, other: &[String]| {
            let bare =
                |text: &str| text.chars().filter(|char| !char.is_ascii_digit()).collect::<String>();
            !other.iter().any(|it| it == *line || (line.contains('(') && bare(it) == bare(line)))
        };
        let added: Vec<String> = new.iter().filter(|line| differs(line, &old)).cloned().collect();
        let gone: Vec<String> = old.iter().filter(|line| differs(line, &new)).cloned().collect();
        if !(added.is_empty() && gone.is_empty()) {
            found.push(DeltaBox { title: first(&item), added, gone });
        }
    }
    found
}
