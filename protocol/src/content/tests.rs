#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod nodes;
mod walks;

use super::*;
use std::collections::BTreeMap;

/// The files of the vectors below: byte `i` is `i mod 251`.
fn file(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i % 251) as u8).collect()
}

/// A file with all its blocks, cut and linked with leaves and nodes of the given size.
struct Dag {
    root: ContentId,
    blocks: BTreeMap<ContentId, Vec<u8>>,
    length: u64,
    leaf_size: usize,
    max_links: usize,
}

impl Dag {
    fn of(file: &[u8], leaf_size: usize, max_links: usize) -> Self {
        let mut builder = DagBuilder::with_shape(leaf_size, max_links);
        let mut blocks = BTreeMap::new();
        for leaf in file.chunks(leaf_size) {
            blocks.insert(builder.push_leaf(leaf).unwrap(), leaf.to_vec());
        }
        let (root, nodes) = builder.finish();
        blocks.extend(nodes);
        Self { root, blocks, length: file.len() as u64, leaf_size, max_links }
    }

    fn walk(&self) -> Walk {
        self.walk_as(self.length)
    }

    fn walk_as(&self, length: u64) -> Walk {
        Walk::with_shape(self.root, length, self.leaf_size, self.max_links)
    }

    /// Puts the file together again from its blocks.
    fn read(&self, walk: &mut Walk) -> Result<Vec<u8>, UnexpectedNode> {
        let mut file = Vec::new();
        let mut expected = 0;
        while let Some(step) = walk.step()? {
            match step {
                Step::Node(id) => walk.enter(&self.blocks[&id])?,
                Step::Leaf { index, id, size } => {
                    assert_eq!(index, expected);
                    expected += 1;
                    let block = self.blocks.get(&id).map_or(&[][..], Vec::as_slice);
                    verify(&id, block).unwrap();
                    assert_eq!(block.len() as u64, size);
                    file.extend_from_slice(block);
                }
            }
        }
        Ok(file)
    }
}

/// What `ipfs-unixfs-importer` 17.1.1 makes of the same files: (bytes, leaf size, links, root).
const IMPORTER: [(usize, usize, usize, &str); 15] = [
    (1, 4, 4, "bafkreidogqfzz75tpkmjzjke425xqcrmpcib2p5tg44hnbirumdbpl5adu"),
    (4, 4, 4, "bafkreiafj3pmdubbd5re73imxsu5j6kabmheshcdoqvpfrnqvpv7bsmq3a"),
    (5, 4, 4, "bafybeidoaxjtfzmllhcway5ubogf3onacj5hcjxkps6ltqkicxj5degtta"),
    (12, 4, 4, "bafybeiescpchc5ia7pu7ztozfeiu6k4yith5dbt3r43xshnyudv7krmtae"),
    (16, 4, 4, "bafybeigjiovoyhwx6yzkorh5rvmodenrv27o2nxras2mg4z4xohhvjdhiy"),
    (17, 4, 4, "bafybeico54ojc5ckfc32byb2egdsuyyp7akhrhq43ldbmk32tvhvikhhoy"),
    (49, 4, 4, "bafybeigqrrftyspzbxxmto35m4kretd6cp6t7gki7z6g2maufpbuq6wbh4"),
    (52, 4, 4, "bafybeihwrlfindjtvcxxubo2hri3fk64misdmvgtoq4w4i6gstv6pjv7z4"),
    (192, 4, 4, "bafybeianpa4ncgj74fjvbruzkrshx3kcsvjw4qh4tfmsvicerdaqiu4bxe"),
    (193, 4, 4, "bafybeicozyvelybbxnjl7vcn62zqt3ejkelt7f7rzes2qjf7h33p4mmrvi"),
    (768, 4, 4, "bafybeifi2fsm5yay5uadxin56yjn2guxfxkhlriz2axfck24hw27oivsha"),
    (769, 4, 4, "bafybeidpuohemnrdgqc4ccalmwmn7wi5gc7wyb622pskintaanxtm6i6nm"),
    (1024 * 4, 4, 1024, "bafybeiahfa63bhbxqhbpou34fsfywq3xgq2avfeu7auqy5mblb5yc7442y"),
    (1025 * 4, 4, 1024, "bafybeigdj3avkrkkaajcdvwtcgzrv6meq2jiyrzyttsr5tg67u35kcbc2y"),
    (3000 * 4 + 1, 4, 1024, "bafybeib4vmnwi7tel6cbqdb2g7murlm5t33egdgeb4bvgtkl6nz3kjbsle"),
];

/// The same importer's names under the profile `unixfs-v1-2025`: (bytes, root).
const PROFILE: [(usize, &str); 5] = [
    (0, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
    (1000, "bafkreicojquuwmy7piqjti3zx3buxh47ya64i2vumxmzr5gwqpnfgsd6nu"),
    (LEAF_SIZE, "bafkreidddocae7lltzjlkooe5a3tmiwsgazn7logjvqk7bzttsidpzhxne"),
    (LEAF_SIZE + 1, "bafybeidjogjfwuhbzwopgd4bn3skcf5m6oz72xshywcndzxgqb623nfclu"),
    (5 * LEAF_SIZE, "bafybeif3cqzr34eco3pr3jiypjq5j5ine35czekpyoa6q5uvwecywczeem"),
];

#[test]
fn raw_id_should_equal_the_published_one_when_the_bytes_are_foo() {
    // The example of the multiformats `cid` crate.
    assert_eq!(raw_id(b"foo").to_string(), "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy");
}

#[test]
fn dag_builder_should_name_files_as_the_profile_does_when_leaves_are_of_full_size() {
    for (length, root) in PROFILE {
        let dag = Dag::of(&file(length), LEAF_SIZE, MAX_LINKS);
        assert_eq!(dag.root.to_string(), root, "{length} bytes");
        assert_eq!(dag.read(&mut Walk::new(dag.root, dag.length)).unwrap(), file(length));
    }
}

#[test]
fn dag_builder_should_name_files_as_the_importer_does_when_trees_are_high() {
    for (length, leaf_size, max_links, root) in IMPORTER {
        let dag = Dag::of(&file(length), leaf_size, max_links);
        assert_eq!(dag.root.to_string(), root, "{length} bytes in leaves of {leaf_size}");
        assert_eq!(dag.read(&mut dag.walk()).unwrap(), file(length));
    }
}

#[test]
fn dag_builder_should_give_the_empty_block_when_there_is_no_leaf() {
    let (root, nodes) = DagBuilder::new().finish();
    assert_eq!(root.to_string(), PROFILE[0].1);
    assert!(nodes.is_empty());

    let mut builder = DagBuilder::new();
    assert_eq!(builder.push_leaf(&[]).unwrap(), root);
    assert_eq!(builder.finish(), (root, vec![]));
}

#[test]
fn push_leaf_should_refuse_when_the_leaf_is_too_long() {
    let error = DagBuilder::new().push_leaf(&vec![0; LEAF_SIZE + 1]).unwrap_err();
    assert_eq!(error, InvalidLeaf::TooLong { length: LEAF_SIZE + 1, limit: LEAF_SIZE });
}

#[test]
fn push_leaf_should_refuse_when_a_short_leaf_came_before() {
    let mut builder = DagBuilder::with_shape(4, 4);
    builder.push_leaf(b"1234").unwrap();
    builder.push_leaf(b"123").unwrap();
    assert_eq!(builder.push_leaf(b"1234"), Err(InvalidLeaf::AfterEnd));
    assert_eq!(builder.push_leaf(b""), Err(InvalidLeaf::AfterEnd));
}

#[test]
fn push_leaf_should_refuse_when_an_empty_leaf_is_not_the_only_one() {
    let mut builder = DagBuilder::with_shape(4, 4);
    builder.push_leaf(b"1234").unwrap();
    assert_eq!(builder.push_leaf(b""), Err(InvalidLeaf::Empty));

    let mut builder = DagBuilder::with_shape(4, 4);
    builder.push_leaf(b"").unwrap();
    assert_eq!(builder.push_leaf(b"1234"), Err(InvalidLeaf::AfterEnd));
}

#[test]
fn verify_should_refuse_when_one_bit_differs() {
    let block = file(100);
    let id = raw_id(&block);
    assert_eq!(verify(&id, &block), Ok(()));
    for bit in 0..800 {
        let mut other = block.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verify(&id, &other), Err(ContentMismatch { expected: id }));
    }
    assert!(verify(&id, &block[..99]).is_err());
    assert!(verify(&id, &[]).is_err());
}
