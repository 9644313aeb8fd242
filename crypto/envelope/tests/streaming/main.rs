//! A large content through both directions, in a process of its own, so that the memory it takes can be
//! read from the system. `scripts/bench.sh` does the same with 4 GiB.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod content;
mod memory;

use content::{Compare, Content, Count, SealedContent};
use memory::{Peak, ROOM};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{AuthoritySecretKey, EpochPolicy};
use salus_envelope::{
    ciphertext_length, open_stream, padded_length, seal, seal_stream, Binding, RecipientSecret,
    RecipientSuite, Recipients, SegmentOpener, SegmentSealer, Suite, SEGMENT_CIPHERTEXT,
};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, RecordId};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Not a multiple of anything.
const LENGTH: u64 = (256 << 20) + 12_345;
/// One test's memory is not to be taken for another's.
static ALONE: Mutex<()> = Mutex::new(());

fn sealers(suite: Suite, length: u64) -> (SegmentSealer, SegmentSealer, SegmentOpener) {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let authority = AuthoritySecretKey::generate(rng);
    let authorities = BTreeMap::from([("authority".parse().unwrap(), authority.public_key())]);
    let attribute: Attribute = "doctor@authority".parse().unwrap();
    let policy =
        EpochPolicy::new(Expression::leaf(attribute.clone()), &BTreeMap::from([(attribute, 1)])).unwrap();
    let secret = RecipientSecret::generate(RecipientSuite::XWing, rng);
    let patient = secret.public();
    let recipients =
        Recipients { policy: &policy, emergency: None, authorities: &authorities, patient: &patient };
    let binding =
        Binding { record: RecordId([1; 32]), patient: [2; 32], policy: PolicyRef { id: 1, version: 1 } };
    let (_, one) = seal(binding, length, suite, &recipients, rng).unwrap();
    let (header, two) = seal(binding, length, suite, &recipients, rng).unwrap();
    let opener = SegmentOpener::new(&header, header.data_key_for_patient(&secret).unwrap());
    (one, two, opener)
}

#[test]
fn memory_should_stay_constant_when_a_large_content_is_sealed_and_opened() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for suite in Suite::ALL {
        let (one, two, opener) = sealers(suite, LENGTH);
        let peak = Peak::watch();

        let (mut content, mut sealed) = (Content::new(LENGTH), Count(0));
        seal_stream(one, &mut content, &mut sealed).unwrap();
        assert_eq!((content.position, sealed.0), (LENGTH, ciphertext_length(padded_length(LENGTH))));
        assert!(content.largest <= SEGMENT_CIPHERTEXT);

        let mut opened = Compare(0);
        assert_eq!(open_stream(&opener, SealedContent::new(two, LENGTH), &mut opened).unwrap(), LENGTH);
        assert_eq!(opened.0, LENGTH);

        if let Some(growth) = peak.and_then(|peak| peak.growth()) {
            assert!(growth < ROOM, "{suite:?} took {} KiB more", growth >> 10);
        }
    }
}

#[test]
fn memory_should_be_seen_to_grow_when_a_sealed_content_is_kept() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let length = 2 * ROOM;
    let (sealer, _, _) = sealers(Suite::default(), length);
    let Some(peak) = Peak::watch() else { return };
    let mut kept = Vec::with_capacity(ciphertext_length(padded_length(length)) as usize);
    seal_stream(sealer, &mut Content::new(length), &mut kept).unwrap();
    assert!(peak.growth().unwrap() > ROOM, "{} bytes were kept", kept.len());
}
