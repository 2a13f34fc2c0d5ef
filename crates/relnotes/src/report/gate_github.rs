//! The gate as annotations of GitHub Actions.

use relnotes_core::gate::Status;
use relnotes_render::gate::Page;

use super::github::{data, property};
use super::one_line;

pub(crate) fn write(page: &Page) -> String {
    let mut out = String::new();
    for (code, status, title, why) in page.lines() {
        let word = match status {
            Status::Fail => "error",
            Status::Unknown => "warning",
            Status::Waived => "notice",
            Status::Pass | Status::NotApplicable => continue,
        };
        let why: Vec<String> = why.lines().map(one_line).collect();
        let title = property(&one_line(&format!("{code} {title}")));
        out += &format!("::{word} title={title}::{}\n", data(&why.join("\n")));
    }
    out
}
