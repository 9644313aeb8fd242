use super::*;

#[test]
fn and_should_bind_tighter_than_or_when_both_stand_together() {
    let expression = parse("aa@xx OR bb@xx AND cc@xx");
    assert_eq!(expression.nodes(), [gate(1, 2), leaf("aa@xx"), gate(2, 2), leaf("bb@xx"), leaf("cc@xx")]);
    assert_eq!(expression.to_string(), "aa@xx OR bb@xx AND cc@xx");
}

#[test]
fn text_should_be_canonical_when_printed() {
    let table = [
        ("aa@xx", "aa@xx"),
        ("((aa@xx))", "aa@xx"),
        ("  aa@xx and\tbb@xx\n", "aa@xx AND bb@xx"),
        ("aa@xx Or bb@xx oR cc@xx", "aa@xx OR bb@xx OR cc@xx"),
        ("(aa@xx AND bb@xx) OR cc@xx", "aa@xx AND bb@xx OR cc@xx"),
        ("(aa@xx OR bb@xx)AND cc@xx", "(aa@xx OR bb@xx) AND cc@xx"),
        ("2 of(aa@xx,bb@xx,cc@xx)", "2 of (aa@xx, bb@xx, cc@xx)"),
        ("2 OF (aa@xx OR bb@xx, (cc@xx), dd@xx)", "2 of (aa@xx OR bb@xx, cc@xx, dd@xx)"),
        // A threshold of all is AND, of one is OR.
        ("2 of (aa@xx, bb@xx)", "aa@xx AND bb@xx"),
        ("1 of (aa@xx, bb@xx)", "aa@xx OR bb@xx"),
        // Gates of the same kind do not melt together: they are other trees.
        ("(aa@xx AND bb@xx) AND cc@xx", "(aa@xx AND bb@xx) AND cc@xx"),
        ("aa@xx AND (bb@xx AND cc@xx)", "aa@xx AND (bb@xx AND cc@xx)"),
        ("aa@xx OR (bb@xx OR cc@xx)", "aa@xx OR (bb@xx OR cc@xx)"),
        ("and@or AND of@22", "and@or AND of@22"),
        (
            "doctor@medical-council and (cardiology@city-hospital or 2 of (nurse@city-hospital, \
             ward-3@city-hospital, icu@city-hospital))",
            "doctor@medical-council AND (cardiology@city-hospital OR 2 of (nurse@city-hospital, \
             ward-3@city-hospital, icu@city-hospital))",
        ),
    ];
    for (text, canonical) in table {
        assert_eq!(parse(text).to_string(), canonical);
        assert_eq!(parse(canonical).to_string(), canonical);
    }
}

#[test]
fn leaf_should_be_the_expression_of_its_text_when_built() {
    let attribute: Attribute = "aa@xx".parse().unwrap();
    assert_eq!(Expression::leaf(attribute.clone()), parse("aa@xx"));
    assert_eq!(parse("aa@xx OR aa@xx").leaves().collect::<Vec<_>>(), [&attribute, &attribute]);
}

proptest! {
    #[test]
    fn expression_should_be_itself_when_printed_and_parsed(tree in trees()) {
        let expression = tree.expression();
        let text = expression.to_string();
        prop_assert!(text.len() <= MAX_TEXT);
        prop_assert_eq!(&text.parse::<Expression>().unwrap(), &expression);
    }

    #[test]
    fn expression_should_be_the_tree_when_its_text_is_sloppy(tree in trees()) {
        prop_assert_eq!(parse(&tree.sloppy()), tree.expression());
    }

    #[test]
    fn text_should_be_itself_when_it_is_canonical(tree in trees()) {
        let text = tree.expression().to_string();
        prop_assert_eq!(parse(&text).to_string(), text);
    }

    #[test]
    fn expressions_should_be_equal_exactly_when_their_texts_are(one in trees(), other in trees()) {
        let (one, other) = (one.expression(), other.expression());
        prop_assert_eq!(one == other, one.to_string() == other.to_string());
    }
}
