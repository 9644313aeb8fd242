//! A block's header, as the chain encodes it.
//!
//! The Polkadot SDK's `generic::Header` over 32-bit numbers and BLAKE2b-256, without the crates that it comes with.

use crate::blake2_256;
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{BlockNumber, Digest};
use serde::{Deserialize, Serialize};

/// BABE's messages in a header.
const BABE: [u8; 4] = *b"BABE";

/// Most bytes of a header. Those that announce a hundred validators to both engines take 8 KiB.
pub const MAX_HEADER: usize = 64 * 1_024;

/// A block, by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockRef {
    /// Its number.
    pub number: BlockNumber,
    /// Its hash.
    #[serde(with = "crate::hex_text::array")]
    pub hash: Digest,
}

/// What a block says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Header {
    /// The hash of the block before.
    pub parent_hash: Digest,
    /// The block's number.
    #[codec(compact)]
    pub number: BlockNumber,
    /// The root of the state after the block.
    pub state_root: Digest,
    /// The root of the block's extrinsics.
    pub extrinsics_root: Digest,
    /// What consensus wrote down.
    pub logs: Vec<LogItem>,
}

/// One item of what consensus wrote down.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum LogItem {
    /// Of no engine.
    #[codec(index = 0)]
    Other(Vec<u8>),
    /// From the runtime to an engine.
    #[codec(index = 4)]
    Consensus([u8; 4], Vec<u8>),
    /// The author's seal.
    #[codec(index = 5)]
    Seal([u8; 4], Vec<u8>),
    /// From an engine to the runtime.
    #[codec(index = 6)]
    PreRuntime([u8; 4], Vec<u8>),
    /// The runtime was exchanged.
    #[codec(index = 8)]
    RuntimeEnvironmentUpdated,
}

impl Header {
    /// The block's hash.
    pub fn hash(&self) -> Digest {
        blake2_256(&self.encode())
    }

    /// Reads a header, and says which block it is of; none if `bytes` are not a header, are more than [`MAX_HEADER`], or
    /// write the header in another way: that would have another hash.
    pub fn read(bytes: &[u8]) -> Option<(Self, BlockRef)> {
        if bytes.len() > MAX_HEADER {
            return None;
        }
        let header = Self::decode_all(&mut &*bytes).ok().filter(|header| header.encode() == bytes)?;
        let block = BlockRef { number: header.number, hash: blake2_256(bytes) };
        Some((header, block))
    }

    /// In which slot the block was made: what its author claims to BABE in the header, and the chain compares with the
    /// block's time.
    pub fn slot(&self) -> Option<u64> {
        let claim = self.logs.iter().find_map(|log| match log {
            LogItem::PreRuntime(BABE, claim) => Some(claim),
            _ => None,
        })?;
        // One of three kinds of claim; then the author's index, the slot, and what proves the claim.
        let (kind, _author, slot) = <(u8, u32, u64)>::decode(&mut claim.as_slice()).ok()?;
        (1..=3).contains(&kind).then_some(slot)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use sp_core::H256;
    use sp_runtime::{
        generic::{self, DigestItem},
        traits::{BlakeTwo256, Header as _},
    };

    type SdkHeader = generic::Header<u32, BlakeTwo256>;

    fn sdk(number: u32) -> SdkHeader {
        let logs = vec![
            DigestItem::PreRuntime(*b"BABE", vec![1; 9]),
            DigestItem::Other(vec![2; 3]),
            DigestItem::Consensus(*b"FRNK", vec![3; 70]),
            DigestItem::RuntimeEnvironmentUpdated,
            DigestItem::Seal(*b"BABE", vec![4; 64]),
        ];
        SdkHeader::new(number, H256([5; 32]), H256([6; 32]), H256([7; 32]), sp_runtime::Digest { logs })
    }

    #[test]
    fn header_should_be_the_sdks_when_read_and_written() {
        for number in [0, 63, 64, 1 << 14, 1 << 30, u32::MAX] {
            let sdk = sdk(number);
            let encoded = sdk.encode();
            let header = Header::decode_all(&mut encoded.as_slice()).unwrap();
            assert_eq!((header.number, header.logs.len()), (number, 5));
            assert_eq!((header.parent_hash, header.state_root), ([7; 32], [6; 32]));
            assert_eq!(header.encode(), encoded);
            assert_eq!(header.hash(), sdk.hash().0);
        }
    }

    #[test]
    fn slot_should_be_told_when_the_author_claims_one() {
        for (kind, slot) in [(1u8, Some(9u64)), (2, Some(9)), (3, Some(9)), (0, None), (4, None)] {
            let claim = (kind, 5u32, 9u64, [0u8; 64]).encode();
            let logs = vec![LogItem::Other(vec![1]), LogItem::PreRuntime(BABE, claim)];
            let header = Header {
                parent_hash: [1; 32],
                number: 1,
                state_root: [2; 32],
                extrinsics_root: [3; 32],
                logs,
            };
            assert_eq!(header.slot(), slot);
            assert_eq!(Header { logs: Vec::new(), ..header }.slot(), None);
        }
    }

    #[test]
    fn header_should_be_refused_when_it_is_cut_off_or_goes_on() {
        let mut encoded = sdk(70).encode();
        for length in 0..encoded.len() {
            assert!(Header::decode_all(&mut &encoded[..length]).is_err());
        }
        encoded.push(0);
        assert!(Header::decode_all(&mut encoded.as_slice()).is_err());
    }
}
