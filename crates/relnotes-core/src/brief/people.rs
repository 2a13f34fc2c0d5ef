//! `[people]` and `[comms]`: who answers for this release, and where it is spoken of.

use crate::declared::{Declared, Moment, parts};

parts! {
    /// Who answers for this release.
    People as PeopleFile {
        /// Decides on the schedule and keeps it.
        release_manager: Option<Declared>,
        /// Answers for the content.
        tech_lead: Option<Declared>,
        /// Answers for the tests.
        qa_lead: Option<Declared>,
        /// Deploys and rolls back.
        devops: Option<Declared>,
        /// Decides for the business.
        business_owner: Option<Declared>,
    }

    /// Where and when the release is spoken of.
    Comms as CommsFile {
        /// The meeting that decides go or no-go.
        gonogo: Meeting,
        /// Where the state of the release is told.
        status_updates: Updates,
    }

    /// A meeting.
    Meeting as MeetingFile {
        /// When.
        at: Option<Declared<Moment>>,
        /// Where.
        link: Option<Declared>,
    }

    /// News of the release's state.
    Updates as UpdatesFile {
        /// Where.
        channel: Option<Declared>,
        /// How often.
        every: Option<Declared>,
    }
}
