use super::*;
use codec::DecodeAll;

#[test]
fn nodes_should_be_refused_when_they_make_no_expression() {
    let xx = || leaf("aa@xx");
    let table = [
        (vec![], InvalidExpression::Incomplete),
        (vec![gate(1, 2)], InvalidExpression::Incomplete),
        (vec![gate(1, 2), xx()], InvalidExpression::Incomplete),
        (vec![gate(1, 255), xx(), xx()], InvalidExpression::Incomplete),
        (vec![gate(1, 2), xx(), gate(1, 2), xx()], InvalidExpression::Incomplete),
        (vec![xx(), xx()], InvalidExpression::Trailing),
        (vec![xx(), gate(1, 2)], InvalidExpression::Trailing),
        (vec![gate(1, 2), xx(), xx(), xx()], InvalidExpression::Trailing),
        (vec![gate(0, 0)], InvalidExpression::Threshold),
        (vec![gate(0, 2), xx(), xx()], InvalidExpression::Threshold),
        (vec![gate(1, 1), xx()], InvalidExpression::Threshold),
        (vec![gate(3, 2), xx(), xx()], InvalidExpression::Threshold),
        (vec![gate(1, 0)], InvalidExpression::Threshold),
    ];
    for (nodes, reason) in table {
        assert_eq!(Expression::new(nodes.clone()), Err(reason), "{nodes:?}");
        assert!(Expression::decode(&mut &nodes.encode()[..]).is_err(), "{nodes:?}");
    }
}

/// A chain of `depth` gates, each the last child of the one before.
fn chain(depth: usize, last: bool) -> Vec<Node> {
    let mut nodes = vec![leaf("aa@xx")];
    for _ in 0..depth {
        let at = if last {
            nodes.insert(0, leaf("aa@xx"));
            0
        } else {
            nodes.push(leaf("aa@xx"));
            0
        };
        nodes.insert(at, gate(1, 2));
    }
    nodes
}

#[test]
fn nodes_should_be_refused_when_they_go_beyond_the_limits() {
    for last in [true, false] {
        assert!(Expression::new(chain(8, last)).is_ok());
        assert_eq!(Expression::new(chain(9, last)), Err(InvalidExpression::TooDeep));
        assert!(Expression::decode(&mut &chain(9, last).encode()[..]).is_err());
    }
    let wide = |leaves: u8| {
        let mut nodes = vec![gate(1, leaves)];
        nodes.extend((0..leaves).map(|_| leaf("aa@xx")));
        nodes
    };
    assert!(Expression::new(wide(32)).is_ok());
    assert_eq!(Expression::new(wide(33)), Err(InvalidExpression::TooManyLeaves));
    assert!(Expression::decode(&mut &wide(33).encode()[..]).is_err());
    // The most nodes there can be: 32 leaves under gates of two, five deep.
    fn full(depth: usize) -> Vec<Node> {
        if depth == 0 {
            return vec![leaf("aa@xx")];
        }
        [vec![gate(2, 2)], full(depth - 1), full(depth - 1)].concat()
    }
    assert_eq!(Expression::new(full(5)).unwrap().nodes().len(), MAX_NODES as usize);
}

#[test]
fn encoding_should_stay_within_its_bound_when_names_are_the_longest() {
    let longest: Attribute = tree::POOL[6].parse().unwrap();
    let mut nodes = vec![gate(1, 32)];
    nodes.extend((0..32).map(|_| Node::Leaf(longest.clone())));
    assert!(Expression::new(nodes).unwrap().encode().len() <= Expression::max_encoded_len());
}

#[test]
fn encoding_should_stay_as_it_is_when_chain_and_capsules_hold_it() {
    // Two nodes of prefix code: a compact length, then tag, threshold and children or two labels.
    let encoded = parse("aa@xx OR bb@yy").encode();
    assert_eq!(
        encoded,
        [&[3 << 2, 0, 1, 2][..], &[1, 8], b"aa", &[8], b"xx", &[1, 8], b"bb", &[8], b"yy"].concat()
    );
}

proptest! {
    #[test]
    fn expression_should_be_itself_when_encoded_and_decoded(tree in trees()) {
        let expression = tree.expression();
        let encoded = expression.encode();
        prop_assert!(encoded.len() <= Expression::max_encoded_len());
        prop_assert_eq!(Expression::decode_all(&mut &encoded[..]).unwrap(), expression);
    }

    #[test]
    fn decode_should_refuse_when_the_encoding_is_cut_short(tree in trees()) {
        let encoded = tree.expression().encode();
        for length in 0..encoded.len() {
            prop_assert!(Expression::decode(&mut &encoded[..length]).is_err());
        }
    }

    #[test]
    fn decode_should_give_only_well_formed_expressions_when_a_byte_is_altered(
        tree in trees(), at in any::<prop::sample::Index>(), value in any::<u8>(),
    ) {
        let mut encoded = tree.expression().encode();
        let at = at.index(encoded.len());
        encoded[at] = value;
        let mut rest = &encoded[..];
        if let Ok(expression) = Expression::decode(&mut rest) {
            prop_assert_eq!(Expression::new(expression.nodes().to_vec()), Ok(expression.clone()));
            prop_assert_eq!(parse(&expression.to_string()), expression.clone());
            prop_assert_eq!(expression.encode(), &encoded[..encoded.len() - rest.len()]);
        }
    }

    #[test]
    fn decode_should_not_panic_when_the_bytes_are_arbitrary(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Expression::decode(&mut &bytes[..]);
    }

    #[test]
    fn nodes_should_be_judged_alike_when_built_and_when_decoded(
        nodes in prop::collection::vec(
            prop_oneof![
                (0u8..5, 0u8..5).prop_map(|(threshold, children)| gate(threshold, children)),
                prop::sample::select(tree::POOL.to_vec()).prop_map(leaf),
            ],
            0..12,
        ),
    ) {
        let decoded = Expression::decode_all(&mut &nodes.encode()[..]);
        prop_assert_eq!(Expression::new(nodes).ok(), decoded.ok());
    }
}
