//! Services and their calls.

use super::compare::{At, Declared, Found, Tree};
use crate::proto::{Call, Service, Side};

pub(super) fn compare(before: &Tree, after: &Tree, found: &mut Found) {
    for (name, old) in &before.services {
        match after.services.get(name) {
            None => found.removed(
                "SERVICE_NO_DELETE",
                &old.it.name,
                At { path: &old.path, line: old.it.line },
            ),
            Some(new) => calls(old, new, found),
        }
    }
    for (name, new) in &after.services {
        if !before.services.contains_key(name) {
            found.added("SERVICE_ADDED", &new.it.name, At { path: &new.path, line: new.it.line });
        }
    }
}

fn calls(old: &Declared<Service>, new: &Declared<Service>, found: &mut Found) {
    let subject = |call: &Call| format!("{}.{}", new.it.name, call.name);
    for call in &old.it.calls {
        let at = At { path: &old.path, line: call.line };
        match new.it.calls.iter().find(|it| it.name == call.name) {
            None => found.removed("RPC_NO_DELETE", &subject(call), at),
            Some(now) => {
                let at = At { path: &new.path, line: now.line };
                let rules = ("RPC_SAME_REQUEST_TYPE", "RPC_SAME_CLIENT_STREAMING");
                side(
                    rules,
                    &subject(now),
                    at,
                    old.side(&call.request),
                    new.side(&now.request),
                    found,
                );
                let rules = ("RPC_SAME_RESPONSE_TYPE", "RPC_SAME_SERVER_STREAMING");
                side(
                    rules,
                    &subject(now),
                    at,
                    old.side(&call.response),
                    new.side(&now.response),
                    found,
                );
            }
        }
    }
    for call in &new.it.calls {
        if !old.it.calls.iter().any(|it| it.name == call.name) {
            found.added("RPC_ADDED", &subject(call), At { path: &new.path, line: call.line });
        }
    }
}

impl Declared<Service> {
    fn side<'t>(&self, side: &'t Side) -> (&'t Side, String) {
        (side, self.local(&side.message))
    }
}

fn side(
    (type_rule, stream_rule): (&'static str, &'static str),
    subject: &str,
    at: At<'_>,
    (old, old_type): (&Side, String),
    (new, new_type): (&Side, String),
    found: &mut Found,
) {
    if old_type != new_type {
        let values = (Some(old.message.clone()), Some(new.message.clone()));
        found.changed(type_rule, true, subject, at, values);
    }
    if old.is_stream != new.is_stream {
        let shown = |side: &Side| {
            let stream = if side.is_stream { "stream " } else { "" };
            Some(format!("{stream}{}", side.message))
        };
        found.changed(stream_rule, true, subject, at, (shown(old), shown(new)));
    }
}
