//! Where texts go: to standard output, into a file, or each into its file of a folder.

use std::path::Path;

use crate::failure::Failure;
use crate::load::Session;
use crate::output;
use crate::shell::Shell;

/// A text and the name of its file in a folder.
pub(crate) struct Text {
    /// The file's name.
    pub(crate) name: String,
    /// What it says.
    pub(crate) text: String,
}

/// Delivers texts to where `-o` says.
pub(crate) fn texts(
    output: Option<&Path>,
    texts: &[Text],
    session: &Session,
    shell: &mut Shell,
) -> Result<(), Failure> {
    let Some(typed) = output.filter(|path| *path != Path::new("-")) else {
        let all: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
        return shell.print(&all.join("\n"));
    };
    let path = session.path(typed);
    let ends_as_folder = typed.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    match texts {
        [] => return Ok(()),
        [text] if !ends_as_folder && !path.is_dir() => return output::write(&path, &text.text),
        _ => {}
    }
    if path.is_file() {
        let what = if texts.len() > 1 { "several documents need a folder" } else { "not a folder" };
        return Err(Failure::new(format!("`{}` is a file, {what}", path.display()))
            .hint("name a folder that exists or can be made"));
    }
    output::make_folder(&path)?;
    for Text { name, text } in texts {
        let file = path.join(name);
        output::write(&file, text)?;
        shell.note(&format!("wrote {}", file.display()));
    }
    Ok(())
}
