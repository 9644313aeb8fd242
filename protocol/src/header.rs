//! A block's header, as the chain encodes it.
//!
//! The Polkadot SDK's `generic::Header` over 32-bit numbers and BLAKE2b-256, without the crates that it comes with.

use crate::blake2_256;
use codec::{Decode, Encode};
use salus_primitives::{BlockNumber, Digest};

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
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use codec::DecodeAll;
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
    fn header_should_be_refused_when_it_is_cut_off_or_goes_on() {
        let mut encoded = sdk(70).encode();
        for length in 0..encoded.len() {
            assert!(Header::decode_all(&mut &encoded[..length]).is_err());
        }
        encoded.push(0);
        assert!(Header::decode_all(&mut encoded.as_slice()).is_err());
    }
}
