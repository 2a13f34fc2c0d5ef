//! Documents as readers get them: goldens, the specification's form, templates, JSON.

mod documents;
mod json;
mod sample;
mod spec;
mod templates;
