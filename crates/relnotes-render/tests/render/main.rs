//! Documents as readers get them: goldens, the specification's form, templates, JSON.

#[cfg(test)]
mod declared;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod hostile;
mod html;
#[cfg(test)]
mod json;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod spec;
#[cfg(test)]
mod templates;
