//! Nodes of a file's tree: UnixFS in dag-pb, exactly as the profile writes them.
//!
//! ```text
//! PBNode  { repeated PBLink Links = 2; bytes Data = 1 }      links are written before the data
//! PBLink  { bytes Hash = 1; string Name = 2 (empty); uint64 Tsize = 3 }
//! Data    { enum Type = 1 (2: file); uint64 filesize = 3; repeated uint64 blocksizes = 4 }
//! ```
//!
//! Written by hand because a node comes from strangers: the reader is bounded, takes the one canonical
//! encoding and nothing else, and the format has seven fields.

use super::{LEAF_SIZE, MAX_LINKS};
use salus_primitives::{content::Codec, ContentId};
use sha2::{Digest, Sha256};

const LINKS: u8 = (2 << 3) | 2;
const DATA: u8 = (1 << 3) | 2;
const HASH: u8 = (1 << 3) | 2;
const NAME: u8 = (2 << 3) | 2;
const TSIZE: u8 = 3 << 3;
const TYPE: u8 = 1 << 3;
const FILE_SIZE: u8 = 3 << 3;
const BLOCK_SIZE: u8 = 4 << 3;
const TYPE_FILE: u64 = 2;

/// A node of a file's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it links to, in the file's order.
    pub links: Vec<ContentId>,
    /// Bytes of the file below each link.
    pub sizes: Vec<u64>,
    /// Bytes of the file below the node: the sum of `sizes`.
    pub file_size: u64,
}

/// Why bytes are not a node of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNode {
    /// The bytes end in the middle of a field.
    #[error("not a file node: the block ends too early")]
    Truncated,
    /// A field that a file node of the profile does not have, or one out of order.
    #[error("not a file node of the unixfs-v1-2025 profile: unexpected field {0:#04x}")]
    Field(u8),
    /// A link to something other than a raw or dag-pb block under SHA2-256.
    #[error("not a file node: a link is not a content identifier of the profile")]
    Link,
    /// No links, or more than 1024.
    #[error("not a file node: a node has 1 to 1024 links")]
    LinkCount,
    /// The sizes do not add up, or do not fit the links.
    #[error("not a file node: the sizes contradict the links")]
    Size,
    /// The same node could be written in another way that is the canonical one.
    #[error("not a file node: the encoding is not canonical")]
    NotCanonical,
}

/// A link with what its parent writes down about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) id: ContentId,
    /// Bytes of the file below.
    pub(super) size: u64,
    /// Bytes of all blocks below, that of the link included.
    pub(super) total: u64,
}

impl Link {
    /// Writes the node with `children` and returns its block and the link to it.
    pub(super) fn to_node(children: &[Self]) -> (Self, Vec<u8>) {
        let block = encode(children);
        let id = ContentId::new(Codec::DagPb, Sha256::digest(&block).into());
        let sum = |part: fn(&Self) -> u64| children.iter().map(part).fold(0, u64::saturating_add);
        let total = sum(|child| child.total).saturating_add(block.len() as u64);
        (Self { id, size: sum(|child| child.size), total }, block)
    }
}

/// Reads a node.
///
/// Takes time and memory linear in the block, and a block of more than 1024 links is refused at the
/// 1025th. That the block is the one asked for is for [`super::verify`] to say.
///
/// # Errors
/// [`InvalidNode`] for anything that a builder of the profile would not have written.
pub fn links(block: &[u8]) -> Result<Node, InvalidNode> {
    let mut rest = block;
    let mut ids = Vec::new();
    let data = loop {
        match take_byte(&mut rest)? {
            LINKS => {
                if ids.len() >= MAX_LINKS {
                    return Err(InvalidNode::LinkCount);
                }
                ids.push(read_link(take_bytes(&mut rest)?)?);
            }
            DATA => break take_bytes(&mut rest)?,
            other => return Err(InvalidNode::Field(other)),
        }
    };
    if let Some(&after) = rest.first() {
        return Err(InvalidNode::Field(after));
    }
    let (file_size, sizes) = read_data(data)?;
    if ids.is_empty() {
        return Err(InvalidNode::LinkCount);
    }
    if ids.len() != sizes.len() {
        return Err(InvalidNode::Size);
    }
    let children: Vec<Link> =
        ids.iter().zip(&sizes).map(|(&(id, total), &size)| Link { id, size, total }).collect();
    let sum = sizes.iter().try_fold(0u64, |sum, size| sum.checked_add(*size));
    if sum != Some(file_size) || !children.iter().all(is_plausible) {
        return Err(InvalidNode::Size);
    }
    // One node, one encoding: padded varints and the like would give a file several names.
    if encode(&children) != block {
        return Err(InvalidNode::NotCanonical);
    }
    Ok(Node { links: children.iter().map(|child| child.id).collect(), sizes, file_size })
}

fn is_plausible(link: &Link) -> bool {
    match link.id.codec() {
        Codec::Raw => link.size > 0 && link.size <= LEAF_SIZE as u64 && link.total == link.size,
        Codec::DagPb => link.size > 0 && link.total > link.size,
    }
}

fn encode(children: &[Link]) -> Vec<u8> {
    let mut block = Vec::new();
    for child in children {
        let mut link = Vec::new();
        put_bytes(&mut link, HASH, child.id.as_bytes());
        put_bytes(&mut link, NAME, &[]);
        put_number(&mut link, TSIZE, child.total);
        put_bytes(&mut block, LINKS, &link);
    }
    let mut data = Vec::new();
    put_number(&mut data, TYPE, TYPE_FILE);
    let file_size = children.iter().map(|child| child.size).fold(0, u64::saturating_add);
    put_number(&mut data, FILE_SIZE, file_size);
    for child in children {
        put_number(&mut data, BLOCK_SIZE, child.size);
    }
    put_bytes(&mut block, DATA, &data);
    block
}

fn read_link(mut link: &[u8]) -> Result<(ContentId, u64), InvalidNode> {
    expect_field(&mut link, HASH)?;
    let id = ContentId::from_bytes(take_bytes(&mut link)?).map_err(|_| InvalidNode::Link)?;
    expect_field(&mut link, NAME)?;
    if !take_bytes(&mut link)?.is_empty() {
        return Err(InvalidNode::Field(NAME));
    }
    expect_field(&mut link, TSIZE)?;
    let total = take_number(&mut link)?;
    match link.first() {
        None => Ok((id, total)),
        Some(&after) => Err(InvalidNode::Field(after)),
    }
}

fn read_data(mut data: &[u8]) -> Result<(u64, Vec<u64>), InvalidNode> {
    expect_field(&mut data, TYPE)?;
    if take_number(&mut data)? != TYPE_FILE {
        return Err(InvalidNode::Field(TYPE));
    }
    expect_field(&mut data, FILE_SIZE)?;
    let file_size = take_number(&mut data)?;
    let mut sizes = Vec::new();
    while !data.is_empty() {
        expect_field(&mut data, BLOCK_SIZE)?;
        if sizes.len() >= MAX_LINKS {
            return Err(InvalidNode::LinkCount);
        }
        sizes.push(take_number(&mut data)?);
    }
    Ok((file_size, sizes))
}

fn put_number(out: &mut Vec<u8>, tag: u8, number: u64) {
    out.push(tag);
    put_varint(out, number);
}

fn put_bytes(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Seven bits a byte, lowest first; the top bit says that more follow.
fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn expect_field(rest: &mut &[u8], tag: u8) -> Result<(), InvalidNode> {
    match take_byte(rest)? {
        found if found == tag => Ok(()),
        found => Err(InvalidNode::Field(found)),
    }
}

fn take_byte(rest: &mut &[u8]) -> Result<u8, InvalidNode> {
    let (&byte, after) = rest.split_first().ok_or(InvalidNode::Truncated)?;
    *rest = after;
    Ok(byte)
}

fn take_number(rest: &mut &[u8]) -> Result<u64, InvalidNode> {
    let mut number = 0u64;
    for shift in (0..u64::BITS).step_by(7) {
        let byte = take_byte(rest)?;
        let bits = u64::from(byte & 0x7f);
        // The tenth byte has room for one bit only.
        if shift == 63 && bits > 1 {
            return Err(InvalidNode::NotCanonical);
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(InvalidNode::NotCanonical)
}

fn take_bytes<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], InvalidNode> {
    let length = usize::try_from(take_number(rest)?).map_err(|_| InvalidNode::Truncated)?;
    let (bytes, after) = rest.split_at_checked(length).ok_or(InvalidNode::Truncated)?;
    *rest = after;
    Ok(bytes)
}
