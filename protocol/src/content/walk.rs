//! Going through a file's tree without trusting whoever hands it out.

use super::{dag_pb, verify, ContentMismatch, InvalidNode, LEAF_SIZE, MAX_LINKS};
use salus_primitives::{content::Codec, ContentId};

/// What a [`Walk`] needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A node: fetch it and hand it to [`Walk::enter`].
    Node(ContentId),
    /// A leaf: fetch it and check it with [`super::verify`].
    Leaf {
        /// Its place in the file, from 0.
        index: u64,
        /// Its identifier.
        id: ContentId,
        /// How many bytes it has.
        size: u64,
    },
}

/// Why a block is not the node the file's length calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnexpectedNode {
    /// The bytes are not what the identifier names.
    #[error(transparent)]
    Mismatch(#[from] ContentMismatch),
    /// The bytes are not a node.
    #[error(transparent)]
    Invalid(#[from] InvalidNode),
    /// The node does not belong into a balanced tree over a file of the given length.
    #[error("the tree does not have the shape of a file of the length its header states")]
    Shape,
    /// The walk asked for no node.
    #[error("no node was asked for: take the next step first")]
    NotAskedFor,
}

/// Goes through the tree of a file whose length is known from elsewhere, its header above all.
///
/// A balanced tree's shape follows from the length alone, so every node is held against what it must
/// be. A forged tree can neither grow without end nor leave a leaf out.
///
/// ```
/// use salus_protocol::content::{DagBuilder, Step, Walk, LEAF_SIZE};
///
/// let file = vec![7; LEAF_SIZE + 1];
/// let mut dag = DagBuilder::new();
/// for leaf in file.chunks(LEAF_SIZE) {
///     dag.push_leaf(leaf)?;
/// }
/// let (root, nodes) = dag.finish();
///
/// let mut walk = Walk::new(root, file.len() as u64);
/// let mut leaves = 0;
/// while let Some(step) = walk.step()? {
///     match step {
///         Step::Node(id) => walk.enter(&nodes.iter().find(|(node, _)| *node == id).unwrap().1)?,
///         Step::Leaf { .. } => leaves += 1,
///     }
/// }
/// assert_eq!(leaves, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Walk {
    leaf_size: u128,
    max_links: u128,
    /// Still to visit, the next one last.
    ahead: Vec<Branch>,
    entering: Option<Branch>,
    leaves: u64,
}

/// A subtree and what it must be.
#[derive(Clone, Copy, Debug)]
struct Branch {
    id: ContentId,
    /// Bytes of the file below.
    size: u64,
    /// Bytes that a full subtree of this height holds; a leaf's is `leaf_size`. Wider than a length,
    /// because the highest tree is not full.
    capacity: u128,
}

impl Walk {
    /// Begins at `root`, the name of a file of `length` bytes.
    pub fn new(root: ContentId, length: u64) -> Self {
        Self::with_shape(root, length, LEAF_SIZE, MAX_LINKS)
    }

    pub(super) fn with_shape(root: ContentId, length: u64, leaf_size: usize, max_links: usize) -> Self {
        let (leaf_size, max_links) = (leaf_size as u128, max_links as u128);
        let mut capacity = leaf_size;
        while capacity < u128::from(length) {
            capacity = capacity.saturating_mul(max_links);
        }
        let ahead = vec![Branch { id: root, size: length, capacity }];
        Self { leaf_size, max_links, ahead, entering: None, leaves: 0 }
    }

    /// What to fetch next, in the file's order; nothing at the end.
    ///
    /// # Errors
    /// [`UnexpectedNode::Shape`] if a leaf stands where a node must, or a node where a leaf must, or if
    /// the node asked for last was not handed in.
    pub fn step(&mut self) -> Result<Option<Step>, UnexpectedNode> {
        if self.entering.is_some() {
            return Err(UnexpectedNode::Shape);
        }
        let Some(branch) = self.ahead.pop() else {
            return Ok(None);
        };
        let is_leaf = branch.capacity <= self.leaf_size;
        match (branch.id.codec(), is_leaf) {
            (Codec::Raw, true) => {
                let index = self.leaves;
                self.leaves = self.leaves.saturating_add(1);
                Ok(Some(Step::Leaf { index, id: branch.id, size: branch.size }))
            }
            (Codec::DagPb, false) => {
                self.entering = Some(branch);
                Ok(Some(Step::Node(branch.id)))
            }
            _ => Err(UnexpectedNode::Shape),
        }
    }

    /// Goes into the node that [`Walk::step`] asked for, after checking its hash, form and place.
    ///
    /// # Errors
    /// [`UnexpectedNode`]; the same node can then be tried again from another source.
    pub fn enter(&mut self, block: &[u8]) -> Result<(), UnexpectedNode> {
        let branch = self.entering.ok_or(UnexpectedNode::NotAskedFor)?;
        verify(&branch.id, block)?;
        let node = dag_pb::links(block)?;
        let below = branch.capacity.checked_div(self.max_links).unwrap_or(0).max(self.leaf_size);
        let mut left = branch.size;
        let mut children = Vec::with_capacity(node.links.len());
        for (&id, &size) in node.links.iter().zip(&node.sizes) {
            // Every subtree is full but the last.
            if size == 0 || u128::from(size) != below.min(left.into()) {
                return Err(UnexpectedNode::Shape);
            }
            left = left.saturating_sub(size);
            children.push(Branch { id, size, capacity: below });
        }
        if left != 0 {
            return Err(UnexpectedNode::Shape);
        }
        self.entering = None;
        self.ahead.extend(children.into_iter().rev());
        Ok(())
    }
}
