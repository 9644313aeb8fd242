//! The envelope's segments against their AEAD alone.

use crate::{measure::Run, salus::World, Failure};
use chacha20poly1305::{aead::AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use salus_envelope::{seal, Binding, RecipientSecret, SegmentOpener, SEGMENT_PLAINTEXT};
use salus_primitives::{consent::PolicyRef, RecordId};
use std::hint::black_box;

pub fn measure(run: &mut Run) -> Result<(), Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let plaintext = vec![0x5a; SEGMENT_PLAINTEXT];

    let cipher = XChaCha20Poly1305::new(&[7; 32].into());
    let nonce = XNonce::from([9; 24]);
    let mut buffer = plaintext.clone();
    run.measure("aead-seal", |bencher| {
        bencher.iter(|| cipher.encrypt_inout_detached(&nonce, b"", black_box(buffer.as_mut_slice()).into()));
    })?;
    buffer.copy_from_slice(&plaintext);
    let tag = cipher
        .encrypt_inout_detached(&nonce, b"", buffer.as_mut_slice().into())
        .map_err(|_| "the cipher did not seal")?;
    let sealed = buffer.clone();
    run.measure("aead-open", |bencher| {
        bencher.iter(|| {
            // Opening in place needs the sealed bytes again each time; sealing does not.
            buffer.copy_from_slice(&sealed);
            cipher.decrypt_inout_detached(&nonce, b"", black_box(buffer.as_mut_slice()).into(), &tag)
        });
    })?;

    let world = World::new(1, 1)?;
    let patient = RecipientSecret::generate(&mut rng);
    let binding =
        Binding { record: RecordId([1; 32]), patient: [2; 32], policy: PolicyRef { id: 1, version: 1 } };
    // The longest content there is, so that the sealer does not come to its end.
    let length = salus_envelope::MAX_CONTENT;
    let publics = &world.publics;
    let (_, mut sealer) = seal(binding, length, &world.policy, publics, &patient.public(), &mut rng)?;
    run.measure("envelope-seal", |bencher| bencher.iter(|| sealer.seal(black_box(&plaintext))))?;

    let (header, mut sealer) =
        seal(binding, SEGMENT_PLAINTEXT as u64, &world.policy, publics, &patient.public(), &mut rng)?;
    let segment = sealer.seal(&plaintext)?;
    let opener = SegmentOpener::new(&header, header.data_key_for_patient(&patient)?);
    if opener.open(0, &segment)? != plaintext {
        return Err("the segment opened to something else".into());
    }
    run.measure("envelope-open", |bencher| bencher.iter(|| opener.open(0, black_box(&segment))))
}
