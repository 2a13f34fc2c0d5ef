//! Tests of the whole product.

mod bases;
mod cli;
mod docs;
mod golden;
mod hostile;
mod html;
mod parity;
mod places;
mod policy;
mod slots;
mod sources;
mod support;
mod tidy;
