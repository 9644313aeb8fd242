//! E0 = e(g1, g2), the generator of GT.

use super::types::Gt;
use ark_bls12_381::{Fq, Fq12, Fq2, Fq6};
use ark_ec::pairing::PairingOutput;
use ark_ff::BigInt;

/// A field element from its 64-bit limbs, the lowest first.
const fn fp(limbs: [u64; 6]) -> Fq {
    Fq::new(BigInt(limbs))
}

/// E0: the pairing of the standard generators, written down so that nobody need compute it first.
pub(crate) static E0: Gt = PairingOutput(Fq12::new(
    Fq6::new(
        Fq2::new(
            fp([
                0xa84305aaca1789b6,
                0xb6d194f60839c508,
                0x3dd8e90ce98db3e7,
                0x272d441befa15c50,
                0xa7b2d83168d0d727,
                0x1250ebd871fc0a92,
            ]),
            fp([
                0x59882a98eaa0170f,
                0xf1a8943e50439f1d,
                0xaf5af689452eafab,
                0x68a84045483c92b7,
                0x86750ec6a5323488,
                0x089a1c5b46e5110b,
            ]),
        ),
        Fq2::new(
            fp([
                0x881c4c849ec23e87,
                0xddff57309396b38c,
                0x16da0e22a5031b54,
                0x0378a68e72a6b3b2,
                0x9703f239689ce34c,
                0x1368bb445c7c2d20,
            ]),
            fp([
                0x315021ec3c19934f,
                0xffe51d7a579973b1,
                0x7c90d8bd66065b1f,
                0x37e0794e1e65a761,
                0xc273fa075a505129,
                0x193502b86edb8857,
            ]),
        ),
        Fq2::new(
            fp([
                0x1dad1c1fb597aaa5,
                0x19c34dffbbaad843,
                0x185203fcca589ac7,
                0xfbf2f8da752f7c74,
                0x91125ba84dc4007c,
                0x01b2f522473d1713,
            ]),
            fp([
                0x8beae9624045b4b6,
                0x23f7dacaa35c8ca7,
                0x8061e55cceba478b,
                0x46da634b8f6be14a,
                0xbd3c79937a45b845,
                0x018107154f25a764,
            ]),
        ),
    ),
    Fq6::new(
        Fq2::new(
            fp([
                0x0f948226e47ee89d,
                0xbb12d58386a8703e,
                0xdea54d43b2b73f2c,
                0xc88784fbb3d0b2db,
                0x9cd6bd15c3d5a04d,
                0x19f26337d205fb46,
            ]),
            fp([
                0x102ae1c2d5d5ab1a,
                0x1bfd1b68ff02f0b8,
                0xa7d2809d61bfe02e,
                0xd5857baaf222eb95,
                0x9f80940ca771b6ff,
                0x06fba23eb7c5af0d,
            ]),
        ),
        Fq2::new(
            fp([
                0x1b93b47333e2ba57,
                0x78ef48881e32fac9,
                0x7d0d15ff7b984e89,
                0xc81a93b330ee1a67,
                0xfcef68083b0b0ec5,
                0x11b8b424cd48bf38,
            ]),
            fp([
                0xbe2291a0c25a99a2,
                0x7ba810c5a09ffdd9,
                0x20c806ad36082910,
                0xc6a0e9786ab59733,
                0xc31b4fcb6ce5771c,
                0x03350f55a7aefcd3,
            ]),
        ),
        Fq2::new(
            fp([
                0x9108f0242d0fe3ef,
                0xa4fafc05066245cb,
                0x1c7cdba7b3872629,
                0xa189e87935a95405,
                0x02249b64728ffd21,
                0x04c581234d086a99,
            ]),
            fp([
                0xfde449383b676631,
                0xd48eaa24afe47e1e,
                0xdeff686bfd6df543,
                0x3baca4d72ca93544,
                0x068672cbd01a7ec7,
                0x0f41e58663bf08cf,
            ]),
        ),
    ),
));
