//! Tests of the whole product.

mod cli;
mod docs;
mod golden;
