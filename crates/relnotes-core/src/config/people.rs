//! `[support]`, `[roles]`, `[contacts]`, `[communications]`: what no repository knows. Documents quote these values
//! with file and line, so each keeps its line.

use toml::Spanned;

use super::error::Source;
use super::file::{CommunicationsFile, ConfigFile, ContactsFile, RolesFile};

/// A value that somebody declared in the configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The value, without spaces around it; never empty.
    pub value: String,
    /// The line of the configuration file, from 1.
    pub line: usize,
}

/// `[support]`: where users turn for help.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Support {
    /// An address, a link, a telephone number.
    pub contact: Option<Declared>,
}

/// `[roles]`: who answers for a release, where the release itself does not say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    /// Decides on the schedule and keeps it.
    pub release_manager: Option<Declared>,
    /// Answers for the content.
    pub tech_lead: Option<Declared>,
    /// Answers for the tests.
    pub qa_lead: Option<Declared>,
    /// Deploys and rolls back.
    pub devops: Option<Declared>,
    /// Decides for the business.
    pub business_owner: Option<Declared>,
}

/// `[contacts]`: whom to call when something goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contacts {
    /// For technical questions.
    pub tech: Option<Declared>,
    /// For decisions of the business.
    pub business: Option<Declared>,
}

/// `[communications]`: where the team talks about a release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Communications {
    /// Where the state of the release is announced.
    pub status_updates: Option<Declared>,
    /// Where go or no-go is decided.
    pub go_no_go: Option<Declared>,
}

/// The four sections about people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    /// Where users turn for help.
    pub support: Support,
    /// Who answers for a release.
    pub roles: Roles,
    /// Whom to call when something goes wrong.
    pub contacts: Contacts,
    /// Where the team talks about a release.
    pub communications: Communications,
}

impl People {
    pub(super) fn resolve(file: &ConfigFile, source: Source<'_>) -> Self {
        let declared = |written: &Option<Spanned<String>>| {
            let written = written.as_ref()?;
            let value = written.get_ref().trim().to_owned();
            (!value.is_empty())
                .then(|| Declared { value, line: source.line_of(written.span().start) })
        };
        let RolesFile { release_manager, tech_lead, qa_lead, devops, business_owner } = &file.roles;
        let ContactsFile { tech, business } = &file.contacts;
        let CommunicationsFile { status_updates, go_no_go } = &file.communications;
        Self {
            support: Support { contact: declared(&file.support.contact) },
            roles: Roles {
                release_manager: declared(release_manager),
                tech_lead: declared(tech_lead),
                qa_lead: declared(qa_lead),
                devops: declared(devops),
                business_owner: declared(business_owner),
            },
            contacts: Contacts { tech: declared(tech), business: declared(business) },
            communications: Communications {
                status_updates: declared(status_updates),
                go_no_go: declared(go_no_go),
            },
        }
    }
}
