//! Going through trees, honest and forged.

use super::*;

#[test]
fn walk_should_refuse_when_the_length_is_not_the_files() {
    for length in [5, 16, 17, 52, 193] {
        let dag = Dag::of(&file(length), 4, 4);
        let length = length as u64;
        for wrong in [0, 1, 4, length - 1, length + 1, length + 4, 16 * length, u64::MAX] {
            if wrong != length {
                assert!(dag.read(&mut dag.walk_as(wrong)).is_err(), "{length} read as {wrong}");
            }
        }
    }
}

#[test]
fn walk_should_refuse_when_a_node_is_swapped_for_another() {
    let dag = Dag::of(&file(17), 4, 4);
    let other = Dag::of(&file(16), 4, 4);
    let mut walk = dag.walk();
    assert!(matches!(walk.step(), Ok(Some(Step::Node(id))) if id == dag.root));
    let error = walk.enter(&other.blocks[&other.root]).unwrap_err();
    assert_eq!(error, UnexpectedNode::Mismatch(ContentMismatch { expected: dag.root }));
    // The right node still goes on from there.
    walk.enter(&dag.blocks[&dag.root]).unwrap();
    assert_eq!(dag.read(&mut walk).unwrap(), file(17));
}

#[test]
fn walk_should_refuse_when_the_tree_is_not_balanced() {
    // A well-formed tree of nodes of two over the bytes, offered where nodes of four are the rule.
    let dag = Dag::of(&file(32), 4, 2);
    let mut walk = Walk::with_shape(dag.root, dag.length, 4, 4);
    assert_eq!(dag.read(&mut walk), Err(UnexpectedNode::Shape));
}

#[test]
fn walk_should_refuse_when_a_node_stands_where_a_leaf_must() {
    // Two nodes high where the length allows one: a leaf must stand where the node is.
    let high = Dag::of(&file(17), 4, 4);
    let mut walk = Walk::with_shape(high.root, 17, 32, 4);
    assert_eq!(walk.step(), Err(UnexpectedNode::Shape));
}

#[test]
fn walk_should_refuse_when_it_is_used_out_of_turn() {
    let dag = Dag::of(&file(17), 4, 4);
    let mut walk = dag.walk();
    assert_eq!(walk.enter(&dag.blocks[&dag.root]), Err(UnexpectedNode::NotAskedFor));
    walk.step().unwrap();
    assert_eq!(walk.step(), Err(UnexpectedNode::Shape));
}
