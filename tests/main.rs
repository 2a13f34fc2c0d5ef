//! Tests of the whole product.

mod bases;
mod hostile;
mod parity;
mod places;
mod support;
mod tidy;
