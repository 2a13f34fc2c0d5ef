//! What of a text matters: two texts that differ in comments, imports, white space or quotes alone are the same
//! migration.

use super::{python, ruby, sql};

/// Returns the first line of the newer text that matters and differs; none where nothing does.
pub(crate) fn first_change(path: &str, before: &str, after: &str) -> Option<u32> {
    let (before, after) = (words(path, before), words(path, after));
    let at = before.iter().zip(&after).position(|(one, other)| one.0 != other.0);
    let at =
        at.or_else(|| (before.len() != after.len()).then_some(before.len().min(after.len())))?;
    // What was only taken away has no line of its own: the last one before it.
    let line = after.get(at).or(after.last()).map_or(1, |(_, line)| *line);
    Some(line)
}

/// The words of a text that matter, with their lines.
fn words(path: &str, text: &str) -> Vec<(String, u32)> {
    match path.rsplit('.').next().unwrap_or_default() {
        "sql" => sql::substance(text),
        "py" => python::substance(text),
        "rb" => ruby::substance(text),
        _ => {
            let words = (1_u32..).zip(text.lines());
            let words =
                words.flat_map(|(at, line)| line.split_whitespace().map(move |it| (it, at)));
            words.map(|(word, line)| (word.to_owned(), line)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_of_sql_do_not_matter() {
        let change = |after: &str| first_change("a/up.sql", "DROP TABLE a;\n", after);
        assert_eq!(change("-- why\ndrop  table\n a ;"), None);
        assert_eq!(change("DROP TABLE a;\n-- b\nDROP TABLE b;"), Some(3));
        assert_eq!(change("DROP TABLE b;"), Some(1));
        assert_eq!(change(""), Some(1));
        assert_eq!(change("BEGIN;\nDROP TABLE a;\nCOMMIT;\n"), None);
        let function = |body: &str| format!("CREATE FUNCTION f() AS $$\n{body}\n$$;");
        let before = function("begin drop table a; end");
        let change = |body: &str| first_change("a/up.sql", &before, &function(body));
        assert_eq!(change("BEGIN\n    -- why\n    DROP TABLE a;\nEND"), None);
        assert_eq!(change("BEGIN\n    DROP TABLE b;\nEND"), Some(3));
    }

    #[test]
    fn imports_quotes_and_commas_of_python_do_not_matter() {
        let before = "import b\nimport a\nfrom django.db import migrations, models\n\n\
                      class Migration(migrations.Migration):\n    operations = [\n        f('a')\n    ]\n";
        let after = "\"\"\"Says why.\"\"\"\nfrom django.db import (\n    migrations,\n    models,\n)\nimport a\n\n\
                     # comment\nclass Migration(migrations.Migration):\n    operations = [\n        f(\n            \"a\",\n        ),\n    ]\n";
        assert_eq!(first_change("a/migrations/0001_a.py", before, after), None);
        let changed = before.replace("f('a')", "f('b')");
        assert_eq!(first_change("a/migrations/0001_a.py", before, &changed), Some(7));
    }

    #[test]
    fn comments_and_quotes_of_ruby_do_not_matter() {
        let before = "class A < ActiveRecord::Migration[7.0]\n  def change\n    add_column :a, :b, 'x'\n  end\nend\n";
        let after = "# frozen_string_literal: true\n\nclass A < ActiveRecord::Migration[7.0]\n  def change\n    add_column(:a, :b, \"x\") # c\n  end\nend\n";
        assert_eq!(first_change("db/migrate/1_a.rb", before, after), None);
        let changed = before.replace(":b", ":c");
        assert_eq!(first_change("db/migrate/1_a.rb", before, &changed), Some(3));
    }
}
