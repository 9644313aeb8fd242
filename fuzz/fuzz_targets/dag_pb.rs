//! A node of a file's tree.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_client::content::{links, MAX_LINKS};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(node) = links(bytes) {
        assert!((1..=MAX_LINKS).contains(&node.links.len()));
        assert_eq!(node.links.len(), node.sizes.len());
        assert_eq!(node.sizes.iter().sum::<u64>(), node.file_size);
    }
});
