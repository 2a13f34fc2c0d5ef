//! Messages with their fields, enums with their values.

use super::compare::{At, Declared, Found, Tree};
use crate::proto::{Enum, Field, Message, Reserved, Value};

pub(super) fn compare(before: &Tree, after: &Tree, found: &mut Found) {
    for (name, old) in &before.messages {
        match after.messages.get(name) {
            // With the message around it, which is told.
            None if is_inside(name, |outer| {
                before.messages.contains_key(outer) && !after.messages.contains_key(outer)
            }) => {}
            None => found.removed(
                "MESSAGE_NO_DELETE",
                &old.it.name,
                At { path: &old.path, line: old.it.line },
            ),
            Some(new) => message(old, new, found),
        }
    }
    for (name, new) in &after.messages {
        let is_new = !before.messages.contains_key(name);
        if is_new
            && !is_inside(name, |outer| {
                after.messages.contains_key(outer) && !before.messages.contains_key(outer)
            })
        {
            found.added("MESSAGE_ADDED", &new.it.name, At { path: &new.path, line: new.it.line });
        }
    }
    for (name, old) in &before.enums {
        match after.enums.get(name) {
            None if is_inside(name, |outer| {
                before.messages.contains_key(outer) && !after.messages.contains_key(outer)
            }) => {}
            None => found.removed(
                "ENUM_NO_DELETE",
                &old.it.name,
                At { path: &old.path, line: old.it.line },
            ),
            Some(new) => enumeration(old, new, found),
        }
    }
    for (name, new) in &after.enums {
        let is_new = !before.enums.contains_key(name);
        if is_new
            && !is_inside(name, |outer| {
                after.messages.contains_key(outer) && !before.messages.contains_key(outer)
            })
        {
            found.added("ENUM_ADDED", &new.it.name, At { path: &new.path, line: new.it.line });
        }
    }
}

/// Whether a message around this one is of a kind.
fn is_inside(name: &str, is: impl Fn(&str) -> bool) -> bool {
    let mut name = name;
    while let Some((outer, _)) = name.rsplit_once('.') {
        if is(outer) {
            return true;
        }
        name = outer;
    }
    false
}

fn message(old: &Declared<Message>, new: &Declared<Message>, found: &mut Found) {
    let subject = |field: &Field| format!("{}.{}", new.it.name, field.name);
    for was in &old.it.fields {
        if let Some(is) = new.it.fields.iter().find(|it| it.number == was.number) {
            field((old, was), (new, is), &subject(is), found);
        } else if let Some(is) = new.it.fields.iter().find(|it| it.name == was.name) {
            let values = (Some(was.number.to_string()), Some(is.number.to_string()));
            found.changed(
                "FIELD_NO_DELETE",
                true,
                &subject(is),
                At { path: &new.path, line: is.line },
                values,
            );
        } else {
            let rule = if new.it.reserved.has(was.number) {
                "FIELD_NO_DELETE"
            } else {
                "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"
            };
            found.removed(rule, &subject(was), At { path: &old.path, line: was.line });
        }
    }
    for is in &new.it.fields {
        let is_known =
            old.it.fields.iter().any(|was| was.number == is.number || was.name == is.name);
        if !is_known {
            let at = At { path: &new.path, line: is.line };
            if is.label == "required" {
                let values = (None, Some(is.kind.clone()));
                found.changed("MESSAGE_SAME_REQUIRED_FIELDS", true, &subject(is), at, values);
            } else {
                found.added("FIELD_ADDED", &subject(is), at);
            }
        }
    }
    reserved(
        "RESERVED_MESSAGE_NO_DELETE",
        (&old.it.reserved, &new.it.reserved),
        |number| new.it.fields.iter().any(|it| it.number == number),
        &new.it.name,
        At { path: &new.path, line: new.it.line },
        found,
    );
}

fn field(
    (old, was): (&Declared<Message>, &Field),
    (new, is): (&Declared<Message>, &Field),
    subject: &str,
    found: &mut Found,
) {
    let at = At { path: &new.path, line: is.line };
    if was.name != is.name {
        found.renamed("FIELD_SAME_NAME", subject, at, &was.name, &is.name);
    }
    if old.local(&was.kind) != new.local(&is.kind) {
        let values = (Some(was.kind.clone()), Some(is.kind.clone()));
        found.changed("FIELD_SAME_TYPE", true, subject, at, values);
    }
    if was.label != is.label {
        // Whether absence can be told from zero is no matter of the wire.
        let is_presence =
            [&was.label, &is.label].iter().all(|it| matches!(it.as_str(), "" | "optional"));
        let values = (Some(was.label.clone()), Some(is.label.clone()));
        found.changed("FIELD_SAME_CARDINALITY", !is_presence, subject, at, values);
    }
    if was.group != is.group {
        found.changed("FIELD_SAME_ONEOF", true, subject, at, (was.group.clone(), is.group.clone()));
    }
}

fn enumeration(old: &Declared<Enum>, new: &Declared<Enum>, found: &mut Found) {
    let subject = |value: &Value| format!("{}.{}", new.it.name, value.name);
    for was in &old.it.values {
        let same_number = || new.it.values.iter().find(|it| it.number == was.number);
        if new.it.values.iter().any(|it| it.name == was.name && it.number == was.number) {
            continue;
        }
        // With `allow_alias` a number has several names, and one that is left is no new name of the one that went.
        let renamed = same_number().filter(|is| !old.it.values.iter().any(|it| it.name == is.name));
        if let Some(is) = renamed {
            let at = At { path: &new.path, line: is.line };
            found.renamed("ENUM_VALUE_SAME_NAME", &subject(is), at, &was.name, &is.name);
        } else if let Some(is) = new.it.values.iter().find(|it| it.name == was.name) {
            let values = (Some(was.number.to_string()), Some(is.number.to_string()));
            let at = At { path: &new.path, line: is.line };
            found.changed("ENUM_VALUE_NO_DELETE", true, &subject(is), at, values);
        } else {
            found.removed(
                "ENUM_VALUE_NO_DELETE",
                &subject(was),
                At { path: &old.path, line: was.line },
            );
        }
    }
    for is in &new.it.values {
        let is_known =
            old.it.values.iter().any(|was| was.name == is.name || was.number == is.number);
        if !is_known {
            found.added("ENUM_VALUE_ADDED", &subject(is), At { path: &new.path, line: is.line });
        }
    }
    reserved(
        "RESERVED_ENUM_NO_DELETE",
        (&old.it.reserved, &new.it.reserved),
        |number| new.it.values.iter().any(|it| it.number == number),
        &new.it.name,
        At { path: &new.path, line: new.it.line },
        found,
    );
}

/// A number that was reserved may be used again by what means something else.
fn reserved(
    rule: &'static str,
    (old, new): (&Reserved, &Reserved),
    is_used: impl Fn(i64) -> bool,
    subject: &str,
    at: At<'_>,
    found: &mut Found,
) {
    let shown = |(from, to): (i64, i64)| {
        if from == to { from.to_string() } else { format!("{from} to {to}") }
    };
    for (from, to) in &old.numbers {
        if !(new.has(*from) && new.has(*to)) {
            let now = is_used(*from).then(|| from.to_string());
            found.changed(rule, true, subject, at, (Some(shown((*from, *to))), now));
        }
    }
}
