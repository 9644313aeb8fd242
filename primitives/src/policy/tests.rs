use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> Expression {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn and_should_bind_tighter_than_or_when_both_stand_together() {
    let expression = parse("aa@xx OR bb@xx AND cc@xx");
    assert_eq!(expression.nodes()[0], Node::Gate { threshold: 1, children: 2 });
    assert_eq!(expression.to_string(), "aa@xx OR bb@xx AND cc@xx");
}
