use super::*;

/// True if a holder of exactly `held` satisfies `text`.
fn satisfies(text: &str, held: &[&str]) -> bool {
    parse(text).is_satisfied(|attribute| held.contains(&attribute.to_string().as_str()))
}

#[test]
fn expression_should_be_satisfied_exactly_when_enough_attributes_are_held() {
    let policy = "dr@mc AND (ca@ch OR 2 of (nu@ch, w3@ch, ic@ch))";
    let table: [(&[&str], bool); 9] = [
        (&[], false),
        (&["dr@mc"], false),
        (&["ca@ch"], false),
        (&["dr@mc", "ca@ch"], true),
        (&["dr@mc", "nu@ch"], false),
        (&["dr@mc", "nu@ch", "ic@ch"], true),
        (&["nu@ch", "w3@ch", "ic@ch", "ca@ch"], false),
        (&["dr@mc", "nu@ch", "w3@ch", "ic@ch"], true),
        (&["dr@mc", "ca@xx"], false),
    ];
    for (held, expected) in table {
        assert_eq!(satisfies(policy, held), expected, "{held:?}");
    }
}

#[test]
fn gates_should_count_their_own_children_when_a_gate_is_not_the_last_of_them() {
    // The right child of an AND, and gates to the left of leaves.
    assert!(!satisfies("(aa@xx AND bb@xx) AND cc@xx", &["aa@xx", "bb@xx"]));
    assert!(!satisfies("(aa@xx AND bb@xx) AND cc@xx", &["bb@xx", "cc@xx"]));
    assert!(!satisfies("(aa@xx AND bb@xx) OR cc@xx", &["aa@xx"]));
    assert!(satisfies("(aa@xx OR bb@xx) AND cc@xx", &["bb@xx", "cc@xx"]));
    assert!(!satisfies("(aa@xx OR bb@xx) AND cc@xx", &["aa@xx", "bb@xx"]));
}

#[test]
fn repeated_attribute_should_count_for_every_place_when_it_stands_in_several() {
    assert!(satisfies("2 of (aa@xx, aa@xx, bb@xx)", &["aa@xx"]));
    assert!(!satisfies("2 of (aa@xx, bb@xx, bb@yy)", &["bb@xx"]));
}

proptest! {
    #[test]
    fn expression_should_be_satisfied_as_the_recursive_definition_says_when_it_is_any(tree in trees()) {
        let expression = tree.expression();
        for held in 0..=u8::MAX {
            let holds = |attribute: &Attribute| {
                let index = tree::POOL.iter().position(|name| *name == attribute.to_string()).unwrap();
                held & (1 << index) != 0
            };
            prop_assert_eq!(expression.is_satisfied(holds), tree.is_satisfied(held), "{:08b}", held);
        }
    }

    #[test]
    fn holder_should_be_asked_once_for_every_leaf_in_order_when_judged(tree in trees(), answer in any::<bool>()) {
        let expression = tree.expression();
        let mut asked = Vec::new();
        expression.is_satisfied(|attribute| {
            asked.push(attribute.clone());
            answer
        });
        prop_assert_eq!(asked, expression.leaves().cloned().collect::<Vec<_>>());
    }

    #[test]
    fn more_attributes_should_never_satisfy_less_when_added(tree in trees(), held in any::<u8>(), more in any::<u8>()) {
        prop_assert!(!tree.is_satisfied(held) || tree.is_satisfied(held | more));
    }
}
