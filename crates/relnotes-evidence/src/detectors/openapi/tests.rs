use relnotes_core::evidence::Kind;

use super::*;
use crate::testing::facts;

/// Facts as `rule! Verb subject before -> after`, `!` where it breaks.
#[track_caller]
fn check(before: &str, after: &str, expected: &[&str]) {
    let shown: Vec<String> =
        facts(&DETECTOR, "api/openapi.yaml", Some(before), Some(after)).iter().map(shown).collect();
    assert_eq!(shown, expected);
}

fn shown(fact: &Fact) -> String {
    let Kind::Contract(contract) = &fact.kind else { panic!("no contract") };
    let sign = if contract.breaking { "!" } else { "" };
    let values = match (&fact.before, &fact.after) {
        (None, None) => String::new(),
        (before, after) => {
            let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            format!(" {} -> {}", text(before), text(after))
        }
    };
    format!("{}{sign} {:?} {}{values}", contract.rule, fact.verb, fact.subject)
}

const SHOP: &str = "openapi: 3.0.0
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - $ref: '#/components/parameters/sort'
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewOrder'}}}}
      responses: {'201': {description: ok}}
components:
  parameters:
    sort: {name: sort, in: query, schema: {type: string, enum: [up, down]}}
  schemas:
    Order: {type: object, required: [id], properties: {id: {type: string}, note: {type: string}, item: {$ref: '#/components/schemas/Item'}}}
    NewOrder: {type: object, properties: {note: {type: string}, state: {type: string, enum: [a, b]}}}
    Item: {type: object, properties: {count: {type: integer}}}
";

fn check_replaced(from: &str, to: &str, expected: &[&str]) {
    assert!(SHOP.contains(from));
    check(SHOP, &SHOP.replace(from, to), expected);
}

#[test]
fn paths_and_operations() {
    check_replaced(
        "/orders/{id}:",
        "/orders:",
        &[
            "api-path-removed-without-deprecation! Removed GET /orders/{id}",
            "api-path-removed-without-deprecation! Removed POST /orders/{id}",
            "endpoint-added Added GET /orders",
            "endpoint-added Added POST /orders",
        ],
    );
    check_replaced(
        "    get:\n",
        "    put:\n",
        &[
            "api-removed-without-deprecation! Removed GET /orders/{id}",
            "endpoint-added Added PUT /orders/{id}",
        ],
    );
    check_replaced("{id}", "{orderId}", &[]);
}

#[test]
fn parameters() {
    check_replaced(
        "{name: limit, in: query, ",
        "{name: max, in: query, required: true, ",
        &[
            "request-parameter-removed Removed GET /orders/{id} limit",
            "new-required-request-parameter! Added GET /orders/{id} max",
        ],
    );
    check_replaced(
        "type: integer, maximum: 100",
        "type: integer, maximum: 50",
        &[
            "request-parameter-limit-narrowed! Changed GET /orders/{id} limit maximum 100 -> maximum 50",
        ],
    );
    check_replaced(
        "enum: [up, down]",
        "enum: [up, side]",
        &[
            "request-parameter-enum-value-removed! Changed GET /orders/{id} sort down -> -",
            "request-parameter-enum-value-added Changed GET /orders/{id} sort - -> side",
        ],
    );
}

#[test]
fn what_clients_get() {
    check_replaced(
        "note: {type: string}, item",
        "item",
        &["response-optional-property-removed! Removed Order.note"],
    );
    check_replaced(
        "required: [id]",
        "required: []",
        &["response-property-became-optional! Changed Order.id required -> optional"],
    );
    check_replaced(
        "count: {type: integer}",
        "count: {type: string}",
        &["response-property-type-changed! Changed Item.count integer -> string"],
    );
    check_replaced(
        "count: {type: integer}",
        "count: {type: integer}, size: {type: integer}",
        &["response-optional-property-added Added Item.size"],
    );
    check_replaced(
        "'200'",
        "'202'",
        &["response-success-status-removed! Removed GET /orders/{id} 200"],
    );
}

#[test]
fn what_clients_send() {
    check_replaced(
        "NewOrder: {type: object, ",
        "NewOrder: {type: object, required: [note], ",
        &["request-property-became-required! Changed NewOrder.note optional -> required"],
    );
    check_replaced(
        "enum: [a, b]",
        "enum: [a]",
        &["request-property-enum-value-removed! Changed NewOrder.state b -> -"],
    );
    check_replaced(
        "NewOrder: {type: object, properties: {",
        "NewOrder: {type: object, required: [sum], properties: {sum: {type: integer}, ",
        &["new-required-request-property! Added NewOrder.sum"],
    );
}

#[test]
fn what_clients_send_and_get_breaks_if_either_does() {
    let both = SHOP.replace("schemas/NewOrder'", "schemas/Order'");
    let gone = both.replace("note: {type: string}, item", "item");
    check(&both, &gone, &["response-optional-property-removed! Removed Order.note"]);
    let value = both.replace("count: {type: integer}", "count: {type: string}");
    check(&both, &value, &["request-property-type-changed! Changed Item.count integer -> string"]);
}

#[test]
fn a_schema_that_got_a_name_is_the_same() {
    check_replaced(
        "{$ref: '#/components/schemas/Item'}",
        "{type: object, properties: {count: {type: integer}}}",
        &[],
    );
}

#[test]
fn schemas_that_all_got_other_names_are_compared_once_each() {
    let mut text = String::from(
        "openapi: 3.0.0\npaths: {/a: {get: {responses: {'200': {content: {x: {schema: {$ref: '#/components/schemas/S0'}}}}}}}}\ncomponents:\n  schemas:\n",
    );
    for from in 0..60 {
        let all: Vec<String> =
            (0..60).map(|to| format!("p{to}: {{$ref: '#/components/schemas/S{to}'}}")).collect();
        text.push_str(&format!("    S{from}: {{properties: {{{}}}}}\n", all.join(", ")));
    }
    let begun = std::time::Instant::now();
    check(&text, &text.replace("schemas/S", "schemas/T").replace("    S", "    T"), &[]);
    assert!(begun.elapsed().as_secs() < 20);
}

#[test]
fn order_and_descriptions_are_no_news() {
    check_replaced("{description: ok}", "{description: other, x-internal: true}", &[]);
    check_replaced(
        "id: {type: string}, note: {type: string}",
        "note: {type: string}, id: {description: x, type: string}",
        &[],
    );
}

#[test]
fn swagger_2_is_read() {
    let text = "{\"swagger\": \"2.0\", \"paths\": {\"/a\": {\"get\": {\"responses\": {\"200\": {\"schema\": {\"$ref\": \"#/definitions/A\"}}}}}}, \"definitions\": {\"A\": {\"properties\": {\"x\": {\"type\": \"string\"}}}}}";
    check(
        text,
        &text.replace("\"x\"", "\"y\""),
        &[
            "response-optional-property-removed! Removed A.x",
            "response-optional-property-added Added A.y",
        ],
    );
}

#[test]
fn circles_damaged_files_and_other_files_say_nothing() {
    let circle = "openapi: 3.0.0\npaths: {/a: {get: {responses: {'200': {content: {x: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n";
    check(circle, &circle.replace("openapi: 3.0.0", "openapi: 3.0.1"), &[]);
    check(SHOP, "openapi: [", &[]);
    check("a: 1\n", "a: 2\n", &[]);
    assert!(facts(&DETECTOR, "docs/openapi.yaml", None, Some(SHOP)).is_empty());
    let new = facts(&DETECTOR, "openapi.yaml", None, Some(SHOP));
    assert_eq!((new.len(), new[0].after.as_deref()), (1, Some("2")));
}

#[test]
fn a_description_that_a_program_fills_first_is_read() {
    let before = "openapi: 3.0.0\nservers:\n  - url: '{{ .BaseURL }}'\npaths:\n  /a:\n    get: {responses: {'200': {}}}\n";
    let after = format!(
        "{before}  {{{{- if .Passkeys }}}}\n  /b:\n    get: {{responses: {{'200': {{}}}}}}\n  {{{{- end }}}}\n"
    );
    let found = facts(&DETECTOR, "api/openapi.yml", Some(before), Some(&after));
    let shown: Vec<_> = found.iter().map(|it| (it.subject.as_str(), it.place.line)).collect();
    assert_eq!(shown, [("GET /b", Some(9))]);
}
