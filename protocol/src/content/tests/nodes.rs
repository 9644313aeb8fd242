//! Reading nodes, those of the reference importer and those of strangers.

use super::*;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// The importer's node over a whole leaf and one more byte.
const NODE: &str = "122c0a2401551220631b84027d6b9e52b539c4e8373622d23032dfadc64d60af87339c9037e4f769\
                    120018808040122a0a24015512205bad0d1132ac152cf657be8918ae163578448d56d40def9a590f\
                    e3dcab0c339b120018010a0c080218818040208080402001";

#[test]
fn links_should_read_the_importers_node_when_it_is_of_the_profile() {
    let node = links(&hex(NODE)).unwrap();
    assert_eq!(node.file_size, LEAF_SIZE as u64 + 1);
    assert_eq!(node.sizes, [LEAF_SIZE as u64, 1]);
    let whole = file(LEAF_SIZE + 1);
    assert_eq!(node.links, [raw_id(&whole[..LEAF_SIZE]), raw_id(&whole[LEAF_SIZE..])]);
}

#[test]
fn links_should_refuse_when_the_block_is_cut_short() {
    let block = hex(NODE);
    for length in 0..block.len() {
        assert!(links(&block[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn links_should_keep_the_sum_or_refuse_when_one_byte_differs() {
    let block = hex(NODE);
    for at in 0..block.len() {
        for value in 0..=u8::MAX {
            let mut other = block.clone();
            other[at] = value;
            let Ok(node) = links(&other) else { continue };
            // What is left are other digests and other sizes of what lies below, never another reading.
            assert_eq!(node.links.len(), 2);
            assert_eq!(node.file_size, node.sizes.iter().sum::<u64>());
        }
    }
}

#[test]
fn links_should_name_the_fault_when_the_node_is_not_of_the_profile() {
    let link = |id: &[u8], total: u8| {
        let mut link = vec![0x0a, id.len() as u8];
        link.extend_from_slice(id);
        link.extend_from_slice(&[0x12, 0, 0x18, total]);
        let mut field = vec![0x12, link.len() as u8];
        field.extend(link);
        field
    };
    let raw = link(raw_id(b"x").as_bytes(), 5);
    let data = [0x0a, 6, 0x08, 2, 0x18, 5, 0x20, 5];
    assert!(links(&[&raw[..], &data].concat()).is_ok(), "the table's starting point");

    let mut blake = *raw_id(b"x").as_bytes();
    blake[2] = 0x1e;
    let table: [(&str, Vec<u8>, InvalidNode); 15] = [
        ("nothing", vec![], InvalidNode::Truncated),
        ("a raw block", b"\xffplain".to_vec(), InvalidNode::Field(0xff)),
        ("no links", [&[0x0a, 4, 0x08, 2, 0x18, 0][..]].concat(), InvalidNode::LinkCount),
        ("no data", raw.clone(), InvalidNode::Truncated),
        ("data before links", [&data[..], &raw].concat(), InvalidNode::Field(0x12)),
        ("data twice", [&raw[..], &data, &data].concat(), InvalidNode::Field(0x0a)),
        ("another hash", [&link(&blake, 5)[..], &data].concat(), InvalidNode::Link),
        ("a short id", [&link(&[1, 0x55], 5)[..], &data].concat(), InvalidNode::Link),
        ("a directory", [&raw[..], &[0x0a, 6, 0x08, 1, 0x18, 5, 0x20, 5]].concat(), InvalidNode::Field(0x08)),
        (
            "inline data",
            [&raw[..], &[0x0a, 8, 0x08, 2, 0x12, 0, 0x18, 5, 0x20, 5]].concat(),
            InvalidNode::Field(0x12),
        ),
        ("a wrong sum", [&raw[..], &[0x0a, 6, 0x08, 2, 0x18, 6, 0x20, 5]].concat(), InvalidNode::Size),
        ("more links than sizes", [&raw[..], &raw, &data].concat(), InvalidNode::Size),
        (
            "an empty leaf",
            [&link(raw_id(b"").as_bytes(), 0)[..], &[0x0a, 6, 0x08, 2, 0x18, 0, 0x20, 0]].concat(),
            InvalidNode::Size,
        ),
        (
            "a leaf larger than it is",
            [&link(raw_id(b"x").as_bytes(), 9)[..], &data].concat(),
            InvalidNode::Size,
        ),
        (
            "a padded number",
            [&raw[..], &[0x0a, 7, 0x08, 2, 0x18, 0x85, 0, 0x20, 5]].concat(),
            InvalidNode::NotCanonical,
        ),
    ];
    for (what, block, fault) in table {
        assert_eq!(links(&block), Err(fault), "{what}");
    }
}

#[test]
fn links_should_refuse_without_overflow_when_sizes_are_huge() {
    let mut huge = vec![0xff; 9];
    huge.push(0x01);
    let id = raw_id(b"x");
    let mut node_id = *id.as_bytes();
    node_id[1] = 0x70;
    let mut link = vec![0x0a, 36];
    link.extend_from_slice(&node_id);
    link.extend_from_slice(&[0x12, 0, 0x18]);
    link.extend_from_slice(&huge);
    let mut block = Vec::new();
    for _ in 0..2 {
        block.extend_from_slice(&[0x12, link.len() as u8]);
        block.extend_from_slice(&link);
    }
    let mut data = vec![0x08, 2, 0x18];
    data.extend_from_slice(&huge);
    for _ in 0..2 {
        data.push(0x20);
        data.extend_from_slice(&huge);
    }
    block.extend_from_slice(&[0x0a, data.len() as u8]);
    block.extend_from_slice(&data);
    assert_eq!(links(&block), Err(InvalidNode::Size));

    // A length of 2^64 - 1 bytes, and a number of eleven bytes.
    assert_eq!(links(&[&[0x12][..], &huge].concat()), Err(InvalidNode::Truncated));
    assert_eq!(links(&[&[0x12][..], &[0xff; 11]].concat()), Err(InvalidNode::NotCanonical));
}

#[test]
fn links_should_refuse_when_there_are_more_than_1024() {
    let (within, over) = (Dag::of(&file(1024 * 4), 4, 1025), Dag::of(&file(1025 * 4), 4, 1025));
    assert_eq!(links(&within.blocks[&within.root]).unwrap().links.len(), 1024);
    assert_eq!(links(&over.blocks[&over.root]), Err(InvalidNode::LinkCount));
}

#[test]
fn links_should_read_nothing_but_the_canonical_encoding_when_the_bytes_are_hostile() {
    crate::hostile::attack(&[hex(NODE)], |bytes| {
        if let Ok(node) = links(bytes) {
            assert!((1..=MAX_LINKS).contains(&node.links.len()));
            assert_eq!(node.links.len(), node.sizes.len());
            assert_eq!(
                Some(node.file_size),
                node.sizes.iter().try_fold(0u64, |sum, size| sum.checked_add(*size))
            );
        }
    });
}
