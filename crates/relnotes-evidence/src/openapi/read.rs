//! From a file to its operations and schemas.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::schema::{line, references, schema};
use super::{Api, Operation, Parameter, Schema};
use crate::yaml::{self, Entry, Node};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/// References to references.
const DEEPEST: usize = 8;

/// Reads a description; none of a file that is none, or that is damaged: nothing is known of it.
pub(crate) fn read(text: &str) -> Option<Api> {
    let text = without_actions(text);
    let root = yaml::parse(text.as_bytes()).ok()?.into_iter().next()?;
    let version = root.text_of("openapi").or_else(|| root.text_of("swagger"))?;
    version.starts_with(['2', '3']).then_some(())?;
    let mut api = Api::default();
    let named = [root.get("definitions"), root.get("components").and_then(|it| it.get("schemas"))];
    for entry in named.into_iter().flatten().flat_map(Node::entries) {
        let mut named = schema(&entry.value, 0);
        named.line = line_of(entry);
        api.schemas.insert(entry.key.clone(), named);
    }
    for path in root.get("paths").map(Node::entries).unwrap_or_default() {
        let shared = path.value.get("parameters");
        for method in path.value.entries().iter().filter(|it| METHODS.contains(&it.key.as_str())) {
            let operation = operation(&root, &path.key, method, shared);
            let key = (without_names(&path.key), method.key.clone());
            api.operations.insert(key, operation);
        }
    }
    let (mut sent, mut got) = (BTreeSet::new(), BTreeSet::new());
    for operation in api.operations.values() {
        let parameters = operation.parameters.values().chain(&operation.body);
        parameters.for_each(|it| references(&it.schema, &mut sent));
        operation.responses.values().flatten().for_each(|it| references(it, &mut got));
    }
    (api.sent, api.got) = (closure(&api, sent), closure(&api, got));
    Some(api)
}

/// A description that a program fills first has lines such as `{{- if .Passkeys }}`: they are blank here, so that the
/// others keep their numbers. A branch that the program may leave out is read as one that is there.
fn without_actions(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") {
        return Cow::Borrowed(text);
    }
    let is_action = |line: &str| {
        let line = line.trim();
        line.starts_with("{{") && line.ends_with("}}")
    };
    let lines = text.split('\n').map(|line| if is_action(line) { "" } else { line });
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

fn line_of(entry: &Entry) -> u32 {
    u32::try_from(entry.line).unwrap_or(u32::MAX)
}

/// `/orders/{id}` and `/orders/{orderId}` are one path.
fn without_names(path: &str) -> String {
    let mut out = String::new();
    let mut is_name = false;
    for char in path.chars() {
        match char {
            '{' => {
                is_name = true;
                out.push_str("{}");
            }
            '}' => is_name = false,
            char if !is_name => out.push(char),
            _ => {}
        }
    }
    out
}

/// All names that some names lead to.
fn closure(api: &Api, names: BTreeSet<String>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut open: Vec<String> = names.into_iter().collect();
    while let Some(name) = open.pop() {
        if let Some(schema) = api.schemas.get(&name).filter(|_| !all.contains(&name)) {
            let mut next = BTreeSet::new();
            references(schema, &mut next);
            open.extend(next);
        }
        all.insert(name);
    }
    all
}

/// Follows references to other parts of the file: parameters, responses, bodies.
fn followed(root: &Node, node: &Node) -> Node {
    let mut node = node.clone();
    for _ in 0..DEEPEST {
        let Some(path) = node.text_of("$ref").and_then(|it| it.strip_prefix("#/")) else { break };
        let mut next = Some(root);
        for part in path.split('/') {
            let part = part.replace("~1", "/").replace("~0", "~");
            next = next.and_then(|node| node.get(&part));
        }
        let Some(next) = next.cloned() else { break };
        node = next;
    }
    node
}

fn operation(root: &Node, path: &str, method: &Entry, shared: Option<&Node>) -> Operation {
    let node = &method.value;
    let name = format!("{} {path}", method.key.to_uppercase());
    let mut operation = Operation { name, line: line_of(method), ..Operation::default() };
    let mut form: BTreeMap<String, Parameter> = BTreeMap::new();
    let lists = [shared, node.get("parameters")];
    for parameter in lists.into_iter().flatten().flat_map(Node::items) {
        let parameter = followed(root, parameter);
        let (Some(name), Some(place)) = (parameter.text_of("name"), parameter.text_of("in")) else {
            continue;
        };
        let schema = schema(parameter.get("schema").unwrap_or(&parameter), 0);
        let is_required = parameter.text_of("required") == Some("true");
        let read = Parameter { is_required, schema, line: line(&parameter) };
        match place {
            "body" => operation.body = Some(read),
            "formData" => drop(form.insert(name.to_owned(), read)),
            // The path has its parameters by their places, whatever it calls them.
            "path" => {}
            place => drop(operation.parameters.insert((place.to_owned(), name.to_owned()), read)),
        }
    }
    if !form.is_empty() {
        operation.body = Some(body_of_form(form));
    }
    if let Some(body) = node.get("requestBody") {
        let body = followed(root, body);
        let is_required = body.text_of("required") == Some("true");
        let schema = content(&body).map(|it| schema(it, 0)).unwrap_or_default();
        operation.body = Some(Parameter { is_required, schema, line: line(&body) });
    }
    for response in node.get("responses").map(Node::entries).unwrap_or_default() {
        let read = followed(root, &response.value);
        let returned = read.get("schema").or_else(|| content(&read)).map(|it| schema(it, 0));
        operation.responses.insert(response.key.clone(), returned);
    }
    operation
}

/// The schema of what is sent or returned: as JSON where there is a choice.
fn content(node: &Node) -> Option<&Node> {
    let entries = node.get("content")?.entries();
    let json = entries.iter().find(|it| it.key.contains("json"));
    json.or(entries.first())?.value.get("schema")
}

fn body_of_form(form: BTreeMap<String, Parameter>) -> Parameter {
    let line = form.values().map(|it| it.line).min().unwrap_or_default();
    let required =
        form.iter().filter(|(_, it)| it.is_required).map(|(name, _)| name.clone()).collect();
    let properties = form.into_iter().map(|(name, it)| (name, it.schema)).collect();
    let schema =
        Schema { line, kind: "object".to_owned(), properties, required, ..Schema::default() };
    Parameter { is_required: false, schema, line }
}
