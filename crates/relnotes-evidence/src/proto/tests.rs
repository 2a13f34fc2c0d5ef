use super::parse;

const SHOP: &str = r#"
syntax = "proto3"; // service Commented { rpc A(B) returns (C); }
package shop.v1;
import "google/api/annotations.proto";
option go_package = "x;y";
/* message Commented {} */
message Order {
  option (a.b) = { c: "d" e: [1, 2] };
  reserved 4, 10 to 12, 100 to max;
  reserved "old", 'older';
  // message field = 9;
  string id = 1 [(gogoproto.nullable) = false, json_name = "ID"];
  repeated .shop.v1.Item items = 2;
  map<string, Item> by_name = 3;
  oneof payment { Card card = 5; string cash = 6; }
  message Item { enum State { UNKNOWN = 0; } State state = 1; }
  optional string message = 7;
  bool reserved = 8; bool option = 13;
}
enum Kind { option allow_alias = true; NONE = 0; SOME = 0x1 [deprecated = true]; BELOW = -2; reserved 5; }
service Orders {
  rpc List(ListRequest) returns (stream Order) { option (google.api.http) = { get: "/orders" }; }
  rpc Put(stream Order) returns (google.protobuf.Empty);
}
extend google.protobuf.FieldOptions { string x = 5000; }
"#;

#[test]
fn a_file_is_read_with_lines() {
    let file = parse(SHOP).unwrap();
    assert_eq!(file.package, "shop.v1");
    let names: Vec<&str> = file.messages.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Order", "Order.Item"]);
    let order = &file.messages[0];
    let fields: Vec<String> = order
        .fields
        .iter()
        .map(|it| format!("{} {} {}={} {:?}", it.label, it.kind, it.name, it.number, it.group))
        .collect();
    assert_eq!(
        fields,
        [
            " string id=1 None",
            "repeated .shop.v1.Item items=2 None",
            " map<string, Item> by_name=3 None",
            " Card card=5 Some(\"payment\")",
            " string cash=6 Some(\"payment\")",
            "optional string message=7 None",
            " bool reserved=8 None",
            " bool option=13 None",
        ]
    );
    assert_eq!(order.fields[0].line, 12);
    assert!(order.reserved.has(11) && order.reserved.has(1000) && !order.reserved.has(5));
    assert_eq!(order.reserved.names, ["old", "older"]);
    assert_eq!(file.enums.len(), 2);
    let values: Vec<_> =
        file.enums[1].values.iter().map(|it| (it.name.as_str(), it.number)).collect();
    assert_eq!(values, [("NONE", 0), ("SOME", 1), ("BELOW", -2)]);
    let calls = &file.services[0].calls;
    assert_eq!((calls[0].response.message.as_str(), calls[0].response.is_stream), ("Order", true));
    assert!(calls[1].request.is_stream);
    assert_eq!(calls[1].response.message, "google.protobuf.Empty");
}

#[test]
fn what_cannot_be_read_is_nothing_at_all() {
    for text in [
        "message A {",
        "message A { string x = 1;",
        "service S { rpc A(B) returns",
        "enum",
        "message",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
    assert_eq!(parse(&"message A {".repeat(10_000)), None);
    assert!(parse("").is_some());
    assert!(parse("\"\\").is_some());
    for text in
        ["{".repeat(400_000), "\"".repeat(400_001), "/*".repeat(400_000), "a.".repeat(400_000)]
    {
        let begun = std::time::Instant::now();
        drop(parse(&text));
        assert!(begun.elapsed().as_secs() < 10);
    }
}
