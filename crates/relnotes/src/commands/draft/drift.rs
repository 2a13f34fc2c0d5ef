//! `relnotes draft --drift` and `--take`: what a person and the repository both changed, and the decision.

use relnotes_merge::{Side, take as decide};

use crate::draft::folder::Folder;
use crate::draft::state::{FILE, State};
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Lists what is not decided, with both texts.
pub(super) fn list(
    folder: &Folder,
    state: Option<&State>,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let mut out = String::new();
    for (file, document) in state.into_iter().flat_map(|state| &state.documents) {
        for drift in &document.memory.drifts {
            let shown = folder.path_of(file);
            out.push_str(&format!("{shown}: {}\n", drift.id));
            for (whose, text) in [("mine", &drift.mine), ("generated", &drift.generated)] {
                for line in text.lines() {
                    out.push_str(&format!("  {whose:9}  {line}\n"));
                }
            }
        }
    }
    match out.is_empty() {
        true => shell.note("no item was changed by both a person and the repository"),
        false => shell.print(&plain(&out))?,
    }
    Ok(Exit::Done)
}

/// Decides for one side wherever an id is not decided.
pub(super) fn take(
    folder: &Folder,
    state: Option<State>,
    typed: &[String],
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let [side, id] = typed else { return Err(Failure::new("`--take` needs a side and an id")) };
    let side = match side.as_str() {
        "generated" => Side::Generated,
        "mine" => Side::Mine,
        other => {
            return Err(Failure::new(format!("`{other}` is no side"))
                .hint("relnotes draft --take generated ID, or --take mine ID"));
        }
    };
    let mut state = state.ok_or_else(|| nothing(id))?;
    let mut files = Vec::new();
    for (file, document) in &mut state.documents {
        if !document.memory.drifts.iter().any(|drift| drift.id == *id) {
            continue;
        }
        let Some(current) = folder.read(file)? else { continue };
        let text = decide(&current, &mut document.memory, id, side).map_err(|damaged| {
            let lines = damaged.problems.iter();
            let lines =
                lines.map(|it| format!("{}:{}: {}", folder.path_of(file), it.line, it.message));
            Failure::new(format!("`{}` is damaged", folder.path_of(file))).hints(lines)
        })?;
        files.push((file.clone(), text));
    }
    if files.is_empty() {
        return Err(nothing(id));
    }
    files.push((FILE.to_owned(), state.text()?));
    folder.write(&files)?;
    files
        .iter()
        .rev()
        .skip(1)
        .for_each(|(file, _)| shell.note(&format!("wrote {}", folder.path_of(file))));
    Ok(Exit::Done)
}

fn nothing(id: &str) -> Failure {
    Failure::new(format!("`{id}` is not to be decided"))
        .hint("relnotes draft --drift lists what is")
}
