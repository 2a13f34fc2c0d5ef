//! `[release]` and `[timeline]`: which release this is, and when what happens.

use crate::declared::{Declared, Moment, parts};

parts! {
    /// Which release this is.
    About as AboutFile {
        /// The version that this file is about.
        version: Option<Declared>,
        /// What people call the release.
        name: Option<Declared>,
        /// One or two sentences: what this release is, why now, what the business has of it.
        context: Option<Declared>,
    }

    /// When what happens.
    Timeline as TimelineFile {
        /// From when on only fixes are taken.
        code_freeze: Option<Declared<Moment>>,
        /// When the testers have signed off.
        qa_signoff: Option<Declared<Moment>>,
        /// When the release is deployed.
        deployment_window: Window,
        /// When users have it.
        go_live: Option<Declared<Moment>>,
    }

    /// When the release is deployed.
    Window as WindowFile {
        /// When it begins.
        start: Option<Declared<Moment>>,
        /// How long it takes.
        duration: Option<Declared>,
    }
}
