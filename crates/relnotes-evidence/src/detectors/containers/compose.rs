//! Images of the services of compose files.

use std::collections::BTreeMap;

use crate::range::FilePath;
use crate::yaml;

/// Returns whether a file is one of compose, by its name.
pub(in crate::detectors) fn is_compose(path: &FilePath) -> bool {
    let name = path.name();
    let is_named = name.starts_with("docker-compose") || name.starts_with("compose.");
    is_named && matches!(path.extension(), "yml" | "yaml")
}

/// Reads the image of each service with its line; nothing of a file that is no YAML.
pub(in crate::detectors) fn images(text: &str) -> BTreeMap<String, (String, u32)> {
    let documents = yaml::parse(text.as_bytes()).unwrap_or_default();
    let services = documents.first().and_then(|document| document.get("services"));
    let services = services.map(yaml::Node::entries).unwrap_or_default();
    let image = |service: &yaml::Entry| {
        let image = service.value.entry("image")?;
        let line = u32::try_from(image.line).ok()?;
        Some((service.key.clone(), (image.value.text()?.to_owned(), line)))
    };
    services.iter().filter_map(image).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_have_images() {
        let text = "services:\n  db:\n    image: postgres:16\n  app: {build: .}\n";
        assert_eq!(images(text)["db"], ("postgres:16".to_owned(), 3));
        assert_eq!(images(text).len(), 1);
        assert!(images("services: [").is_empty());
    }
}
