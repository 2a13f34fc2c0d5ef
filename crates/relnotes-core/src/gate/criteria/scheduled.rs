//! G18: scheduled.

use crate::bundle::FilledBlank;
use crate::declared::{Declared, Moment, value_of};
use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said, Status};

declare_criterion! {
    /// Asks whether people and time are settled: the roles that must be named are, in `release.toml` or in the plan; the
    /// deployment window is declared, not over, and in no blackout.
    "G18" "scheduled" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let mut answer = Answer { status: Status::Fail, said: Vec::new(), evidence: Vec::new() };
    for role in roles(facts).into_iter().filter(|role| !is_held(role, facts)) {
        answer = answer.and(Said::new(Reason::NoRole).with("role", &role));
    }
    match value_of(&facts.brief.timeline.deployment_window.start) {
        None => answer = answer.and(Said::new(Reason::NoWindow)),
        Some(start) => answer.said.extend(of_window(start, facts)),
    }
    if answer.said.is_empty() { Answer::pass(Said::new(Reason::Scheduled)) } else { answer }
}

fn of_window(start: &Moment, facts: &Facts<'_>) -> Option<Said> {
    let at = start.time.seconds;
    let shown = (facts.show_date)(start.time);
    // A day without an hour is over when it ends.
    if at + 86_400 <= facts.now {
        return Some(Said::new(Reason::PastWindow).with("start", &shown));
    }
    let blackout = facts.config.gate.blackout.iter().find(|row| {
        let from = value_of(&row.value.from).map(|it| it.time.seconds);
        let until = value_of(&row.value.until).map(|it| it.time.seconds + 86_400);
        from.is_some_and(|from| from <= at) && until.is_some_and(|until| at < until)
    })?;
    let reason = value_of(&blackout.value.reason).map_or("", String::as_str);
    Some(
        Said::new(Reason::InBlackout)
            .with("start", &shown)
            .with("reason", reason)
            .with("place", &blackout.reference),
    )
}

fn roles(facts: &Facts<'_>) -> Vec<String> {
    let declared: Vec<String> = facts.config.gate.roles.iter().map(|it| it.value.clone()).collect();
    if declared.is_empty() { vec!["release_manager".to_owned()] } else { declared }
}

fn is_held(role: &str, facts: &Facts<'_>) -> bool {
    holder(role, facts).is_some() || is_named_in_plan(role, facts)
}

/// Whether somebody wrote a name into the plan: `Release Manager: Rita`.
fn is_named_in_plan(role: &str, facts: &Facts<'_>) -> bool {
    let Ok(plan) = facts.document("plan") else { return false };
    let id = format!("plan.roles.{role}");
    let name = |it: &FilledBlank| Some(it.text.split_once(':')?.1.trim().to_owned());
    let mut names = plan.filled.iter().filter(|it| it.id == id).filter_map(name);
    names.any(|name| {
        let is_later = ["tbd", "todo"].contains(&name.to_lowercase().as_str());
        name.chars().any(char::is_alphabetic) && !is_later
    })
}

fn holder<'f>(role: &str, facts: &Facts<'f>) -> Option<&'f Declared> {
    let (own, every) = (&facts.brief.people, &facts.config.standing.roles);
    let (own, every) = match role {
        "release_manager" => (&own.release_manager, &every.release_manager),
        "tech_lead" => (&own.tech_lead, &every.tech_lead),
        "qa_lead" => (&own.qa_lead, &every.qa_lead),
        "devops" => (&own.devops, &every.devops),
        "business_owner" => (&own.business_owner, &every.business_owner),
        _ => return None,
    };
    own.as_ref().or(every.as_ref())
}
