//! Random expressions as trees, with the obvious recursive definitions to hold the crate's against.

use super::*;

/// The attributes of random trees: the shortest and the longest names, and names alike.
pub const POOL: [&str; 8] = [
    "aa@xx",
    "aa@xx-y",
    "aa-b@xx",
    "doctor@medical-council",
    "and@or",
    "of@22",
    "0123456789abcdefghijklmnopqrstuv@0123456789abcdefghijklmnopqrstuv",
    "a--b@c--d",
];

#[derive(Clone, Debug)]
pub enum Tree {
    Leaf(usize),
    Gate(u8, Vec<Tree>),
}

/// Trees of 1 to 32 leaves, at most 8 gates deep.
pub fn trees() -> impl Strategy<Value = Tree> {
    (prop::collection::vec(any::<u8>(), 160), 1..=MAX_LEAVES as usize)
        .prop_map(|(choices, leaves)| grow(&mut choices.into_iter(), leaves, MAX_DEPTH))
}

fn grow(choices: &mut impl Iterator<Item = u8>, leaves: usize, depth: u32) -> Tree {
    let mut choose =
        |from: usize, to: usize| from + usize::from(choices.next().unwrap_or(0)) % (to - from + 1);
    if leaves < 2 || depth == 0 {
        return Tree::Leaf(choose(0, POOL.len() - 1));
    }
    let children = choose(2, leaves.min(5));
    let threshold = choose(1, children);
    let mut left = leaves;
    let mut grown = Vec::new();
    for after in (0..children).rev() {
        let mut choose =
            |from: usize, to: usize| from + usize::from(choices.next().unwrap_or(0)) % (to - from + 1);
        let share = if after == 0 { left } else { choose(1, left - after) };
        left -= share;
        grown.push(grow(choices, share, depth - 1));
    }
    Tree::Gate(threshold as u8, grown)
}

impl Tree {
    pub fn nodes(&self) -> Vec<Node> {
        match self {
            Self::Leaf(index) => vec![leaf(POOL[*index])],
            Self::Gate(threshold, children) => {
                let mut nodes = vec![gate(*threshold, children.len() as u8)];
                nodes.extend(children.iter().flat_map(Self::nodes));
                nodes
            }
        }
    }

    pub fn expression(&self) -> Expression {
        Expression::new(self.nodes()).unwrap()
    }

    /// True if a holder of the attributes in `held`, a bit for each of [`POOL`], satisfies the tree.
    pub fn is_satisfied(&self, held: u8) -> bool {
        match self {
            Self::Leaf(index) => held & (1 << index) != 0,
            Self::Gate(threshold, children) => {
                children.iter().filter(|child| child.is_satisfied(held)).count() >= usize::from(*threshold)
            }
        }
    }

    /// A text for the tree with every parenthesis and unusual spaces and capitals.
    pub fn sloppy(&self) -> String {
        match self {
            Self::Leaf(index) => format!("\t{}\n", POOL[*index]),
            Self::Gate(threshold, children) => {
                let parts: Vec<_> = children.iter().map(Self::sloppy).collect();
                match (usize::from(*threshold), children.len()) {
                    (k, n) if k == n => format!("( {} )", parts.join("aNd ")),
                    (1, _) => format!("(({}))", parts.join(" or\u{c}\r")),
                    (k, _) => format!("0{k} Of({})", parts.join(",")),
                }
            }
        }
    }
}
