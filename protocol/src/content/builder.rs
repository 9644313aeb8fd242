//! Naming a file while its leaves stream by.

use super::{dag_pb::Link, raw_id, LEAF_SIZE, MAX_LINKS};
use salus_primitives::ContentId;

/// Why bytes are not the next leaf of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLeaf {
    /// More than a leaf holds.
    #[error("a leaf has at most {limit} bytes, this one has {length}: cut the file into leaves")]
    TooLong {
        /// How many bytes came.
        length: usize,
        /// How many a leaf holds.
        limit: usize,
    },
    /// An empty leaf in a file that is not empty.
    #[error("only an empty file has an empty leaf: leave it out")]
    Empty,
    /// The leaf before was shorter than a whole one, so the file had ended.
    #[error("the file ended with its previous leaf, which was not a whole one")]
    AfterEnd,
}

/// Builds the tree over a file's leaves, which come in order and are not kept.
///
/// ```
/// use salus_protocol::content::DagBuilder;
///
/// let mut dag = DagBuilder::new();
/// dag.push_leaf(b"foo")?;
/// let (root, nodes) = dag.finish();
/// assert_eq!(root.to_string(), "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy");
/// assert!(nodes.is_empty(), "a file of one leaf is that leaf");
/// # Ok::<(), salus_protocol::content::InvalidLeaf>(())
/// ```
#[derive(Clone, Debug)]
pub struct DagBuilder {
    leaf_size: usize,
    max_links: usize,
    /// Links that wait for a node, by height: leaves first. Each list is at most `max_links` long.
    waiting: Vec<Vec<Link>>,
    nodes: Vec<(ContentId, Vec<u8>)>,
    ended: bool,
}

impl Default for DagBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl DagBuilder {
    /// Begins a file.
    pub fn new() -> Self {
        Self::with_shape(LEAF_SIZE, MAX_LINKS)
    }

    /// Begins a file with leaves and nodes of another size, so that tests can build high trees.
    pub(super) fn with_shape(leaf_size: usize, max_links: usize) -> Self {
        Self { leaf_size, max_links, waiting: Vec::new(), nodes: Vec::new(), ended: false }
    }

    /// Takes the next leaf and returns its identifier; the bytes are the block to store under it.
    ///
    /// Every leaf has [`LEAF_SIZE`] bytes but the last. A file's only leaf may be empty.
    ///
    /// # Errors
    /// [`InvalidLeaf`] names the rule that was broken; the builder is then as before.
    pub fn push_leaf(&mut self, leaf: &[u8]) -> Result<ContentId, InvalidLeaf> {
        if self.ended {
            return Err(InvalidLeaf::AfterEnd);
        }
        if leaf.len() > self.leaf_size {
            return Err(InvalidLeaf::TooLong { length: leaf.len(), limit: self.leaf_size });
        }
        if leaf.is_empty() && !self.waiting.is_empty() {
            return Err(InvalidLeaf::Empty);
        }
        self.ended = leaf.len() < self.leaf_size;
        let size = leaf.len() as u64;
        let id = raw_id(leaf);
        self.push(0, Link { id, size, total: size });
        Ok(id)
    }

    /// Ends the file: its name, and the nodes to store beside the leaves.
    ///
    /// A file without leaves is the empty one.
    pub fn finish(mut self) -> (ContentId, Vec<(ContentId, Vec<u8>)>) {
        let mut height = 0usize;
        loop {
            let above = height.saturating_add(1);
            let links = self.waiting.get_mut(height).map(std::mem::take).unwrap_or_default();
            // Nothing waits above, so a single link is the root.
            if self.waiting.len() <= above {
                if let [root] = links.as_slice() {
                    return (root.id, self.nodes);
                }
            }
            if links.is_empty() {
                return (raw_id(&[]), self.nodes);
            }
            self.close(above, &links);
            height = above;
        }
    }

    /// Lets `link` wait at `height`, in the place of a full list that moves up as a node.
    fn push(&mut self, height: usize, link: Link) {
        if self.waiting.len() <= height {
            self.waiting.resize_with(height.saturating_add(1), Vec::new);
        }
        let Some(list) = self.waiting.get_mut(height) else {
            return;
        };
        if list.len() < self.max_links {
            list.push(link);
            return;
        }
        let full = std::mem::replace(list, vec![link]);
        self.close(height.saturating_add(1), &full);
    }

    /// Makes the node over `links`, which lies at `height`.
    fn close(&mut self, height: usize, links: &[Link]) {
        let (link, block) = Link::to_node(links);
        self.nodes.push((link.id, block));
        self.push(height, link);
    }
}
