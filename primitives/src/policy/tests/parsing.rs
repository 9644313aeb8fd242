use super::*;

const OPERAND: &str = "expected an attribute (name@authority), '(' or 'k of ('";
const NAME: &str = "attribute name: a name has 2 to 32 characters";
const AUTHORITY: &str = "authority name: a name has 2 to 32 characters";
const NO_AUTHORITY: &str = "an attribute is written name@authority";
const THRESHOLD: &str = "'k of (...)' needs two or more parts and a k from 1 to their number";

fn wrong_character(part: &str, position: usize) -> String {
    format!("{part} name: character {position} is not allowed: a name has only a-z, 0-9 and inner '-'")
}

#[test]
fn parse_should_name_the_column_when_the_text_is_wrong() {
    let table: Vec<(&str, usize, String)> = vec![
        ("", 1, OPERAND.into()),
        ("   ", 4, OPERAND.into()),
        ("()", 2, OPERAND.into()),
        ("(", 2, OPERAND.into()),
        (")", 1, OPERAND.into()),
        (",", 1, OPERAND.into()),
        ("of", 1, OPERAND.into()),
        ("and aa@xx", 1, OPERAND.into()),
        ("aa@xx AND", 10, OPERAND.into()),
        ("aa@xx AND OR bb@xx", 11, OPERAND.into()),
        ("aa@xx bb@xx", 7, "expected AND, OR or the end".into()),
        ("aa@xx)", 6, "expected AND, OR or the end".into()),
        ("aa@xx, bb@xx", 6, "expected AND, OR or the end".into()),
        ("(aa@xx", 7, "expected AND, OR or ')'".into()),
        ("(aa@xx, bb@xx)", 7, "expected AND, OR or ')'".into()),
        ("2", 2, "expected 'of'".into()),
        ("2 (aa@xx, bb@xx)", 3, "expected 'of'".into()),
        ("2 of aa@xx", 6, "expected '('".into()),
        ("2 of (aa@xx bb@xx)", 13, "expected AND, OR, ',' or ')'".into()),
        ("2 of (aa@xx, )", 14, OPERAND.into()),
        ("2 of (aa@xx)", 1, THRESHOLD.into()),
        ("3 of (aa@xx, bb@xx)", 1, THRESHOLD.into()),
        ("0 of (aa@xx, bb@xx)", 1, THRESHOLD.into()),
        ("256 of (aa@xx, bb@xx)", 1, THRESHOLD.into()),
        ("99999999999999999999 of (aa@xx, bb@xx)", 1, THRESHOLD.into()),
        ("aa@xx AND 3 of (aa@xx, bb@xx)", 11, THRESHOLD.into()),
        ("2of (aa@xx, bb@xx)", 1, NO_AUTHORITY.into()),
        ("\u{662} of (aa@xx, bb@xx)", 1, NO_AUTHORITY.into()),
        ("doctor", 1, NO_AUTHORITY.into()),
        ("aa@xx AND é", 11, NO_AUTHORITY.into()),
        ("aa@xx & bb@xx", 7, "'&' is not allowed here".into()),
        ("aa@xx § bb@xx", 7, "'§' is not allowed here".into()),
        ("aa@xx \u{202e}", 7, "'\\u{202e}' is not allowed here".into()),
        ("aa@xx\u{a0}AND bb@xx", 6, "'\\u{a0}' is not allowed here".into()),
        ("\u{3000}aa@xx", 1, "'\\u{3000}' is not allowed here".into()),
        ("aa@xx AND\u{2003}bb@xx", 10, "'\\u{2003}' is not allowed here".into()),
        ("aa@xx\u{b}", 6, "'\\u{b}' is not allowed here".into()),
        ("aa@xx\u{85}", 6, "'\\u{85}' is not allowed here".into()),
        ("a@xx", 1, NAME.into()),
        ("@xx", 1, NAME.into()),
        ("aa@", 4, AUTHORITY.into()),
        ("aa@x", 4, AUTHORITY.into()),
        ("aa@xx AND bb@y", 14, AUTHORITY.into()),
        ("Doctor@xx", 1, wrong_character("attribute", 1)),
        ("doCtor@xx", 3, wrong_character("attribute", 3)),
        ("döctor@xx", 2, wrong_character("attribute", 2)),
        ("-doctor@xx", 1, wrong_character("attribute", 1)),
        ("doctor-@xx", 7, wrong_character("attribute", 7)),
        ("aa_b@xx", 3, wrong_character("attribute", 3)),
        ("aa@xX", 5, wrong_character("authority", 2)),
        ("aa@xx@yy", 6, wrong_character("authority", 3)),
        ("aa@xx#3", 6, wrong_character("authority", 3)),
        ("(aa@xx OR bb@yé)", 15, wrong_character("authority", 2)),
    ];
    for (text, column, reason) in table {
        let error = text.parse::<Expression>().map(|e| e.to_string()).unwrap_err();
        assert_eq!(error.to_string(), format!("column {column}: {reason}"), "{text}");
    }
}

#[test]
fn parse_should_count_characters_not_bytes_when_others_stand_before() {
    let error = "aa@xx AND éé".parse::<Expression>().unwrap_err();
    assert_eq!(error.column, 11);
    let error = "aa@xx AND (bb@yé)".parse::<Expression>().unwrap_err();
    assert_eq!(error.column, 16);
}

#[test]
fn parse_should_pass_over_white_space_when_it_is_of_ascii() {
    assert_eq!("\taa@xx\n AND\r\n\u{c}bb@xx ".parse::<Expression>(), Ok(parse("aa@xx AND bb@xx")));
}

#[test]
fn parse_should_refuse_when_there_are_more_than_32_attributes() {
    let with = |count: usize, word: &str| vec!["aa@xx"; count].join(word).parse::<Expression>();
    for word in [" AND ", " OR "] {
        assert_eq!(with(32, word).unwrap().leaves().count(), 32);
        for count in [33, 255, 256, 700] {
            let kind = ParseErrorKind::Expression(InvalidExpression::TooManyLeaves);
            assert_eq!(with(count, word), Err(ParseError { column: 1, kind }), "{count}");
        }
    }
    let list = format!("(bb@xx) OR 2 of ({})", vec!["aa@xx"; 300].join(","));
    let kind = ParseErrorKind::Expression(InvalidExpression::TooManyLeaves);
    assert_eq!(list.parse::<Expression>(), Err(ParseError { column: 12, kind }));
}

#[test]
fn parse_should_refuse_when_there_are_more_than_8_gates_above_an_attribute() {
    let nested = |depth: usize| {
        let mut text = String::from("aa@xx");
        for level in 0..depth {
            text = format!("({text} {} aa@xx)", if level % 2 == 0 { "AND" } else { "OR" });
        }
        text.parse::<Expression>()
    };
    assert_eq!(nested(8).unwrap().leaves().count(), 9);
    let kind = ParseErrorKind::Expression(InvalidExpression::TooDeep);
    assert_eq!(nested(9), Err(ParseError { column: 1, kind }));
}

#[test]
fn parse_should_refuse_when_parentheses_nest_beyond_32() {
    let nested =
        |depth: usize| format!("{}aa@xx{}", "(".repeat(depth), ")".repeat(depth)).parse::<Expression>();
    assert_eq!(nested(32), Ok(parse("aa@xx")));
    assert_eq!(nested(33), Err(ParseError { column: 33, kind: ParseErrorKind::Nesting }));
    assert_eq!(nested(4000), Err(ParseError { column: 33, kind: ParseErrorKind::Nesting }));
    // Side by side they may be as many as they like.
    assert!(vec!["((aa@xx))"; 32].join(" OR ").parse::<Expression>().is_ok());
}

#[test]
fn parse_should_refuse_when_the_text_is_too_long() {
    let padded = |length: usize| format!("aa@xx{}", " ".repeat(length - 5)).parse::<Expression>();
    assert!(padded(MAX_TEXT).is_ok());
    assert_eq!(padded(MAX_TEXT + 1), Err(ParseError { column: MAX_TEXT, kind: ParseErrorKind::TooLong }));
}

/// Texts made of the pieces that expressions are made of.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "(", ")", ",", " ", "AND", "or", "of", "0", "2", "255", "256", "aa@xx", "bb@yy", "a", "@", "-", "é",
        "#", "\u{a0}",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) {
    match text.parse::<Expression>() {
        Ok(expression) => assert_eq!(parse(&expression.to_string()), expression),
        Err(error) => {
            let end = text.chars().count() + 1;
            assert!((1..=end).contains(&error.column), "{text:?}: column {} of {end}", error.column);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn parse_should_give_an_expression_or_a_column_when_the_pieces_are_shuffled(text in pieces()) {
        check(&text);
    }

    #[test]
    fn parse_should_give_an_expression_or_a_column_when_the_text_is_arbitrary(text in any::<String>()) {
        check(&text);
    }
}
