//! How fast a content is sealed and opened, beside its cipher alone on the same bytes.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use aes_gcm_siv::Aes256GcmSiv;
use chacha20poly1305::{
    aead::{AeadInOut, KeyInit},
    XChaCha20Poly1305,
};
use criterion::{criterion_group, criterion_main, Criterion, Throughput};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{AuthoritySecretKey, EpochPolicy};
use salus_envelope::{
    seal, Binding, RecipientSecret, RecipientSuite, Recipients, SegmentOpener, Suite, SEGMENT_CIPHERTEXT,
    SEGMENT_PLAINTEXT,
};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, RecordId};
use std::{collections::BTreeMap, hint::black_box};

/// Segments of a content: enough that the header counts for nothing.
const SEGMENTS: usize = 16;

fn content(c: &mut Criterion) {
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
    let length = (SEGMENTS * SEGMENT_PLAINTEXT) as u64;
    let plaintext = vec![7; SEGMENT_PLAINTEXT];

    let mut group = c.benchmark_group("content");
    group.throughput(Throughput::Bytes(length)).sample_size(20);
    for suite in Suite::ALL {
        let name = format!("{suite:?}");
        let mut buffer = Vec::with_capacity(SEGMENT_CIPHERTEXT);
        group.bench_function(format!("{name}/cipher alone"), |bench| {
            bench.iter(|| {
                for index in 0..SEGMENTS {
                    buffer.clear();
                    buffer.extend_from_slice(&plaintext);
                    let mut nonce = [0; 24];
                    nonce[0] = index as u8;
                    match suite {
                        Suite::Aes256GcmSivStream => Aes256GcmSiv::new(&[3; 32].into())
                            .encrypt_in_place((&nonce[..12]).try_into().unwrap(), &[], &mut buffer)
                            .unwrap(),
                        _ => XChaCha20Poly1305::new(&[3; 32].into())
                            .encrypt_in_place(&nonce.into(), &[], &mut buffer)
                            .unwrap(),
                    }
                    black_box(&buffer);
                }
            })
        });
        group.bench_function(format!("{name}/seal"), |bench| {
            bench.iter_batched(
                || seal(binding, length, suite, &recipients, &mut *rng).unwrap().1,
                |mut sealer| {
                    while let Some(length) = sealer.next_length() {
                        buffer.clear();
                        buffer.extend_from_slice(&plaintext[..length]);
                        sealer.seal_in_place(&mut buffer).unwrap();
                        black_box(&buffer);
                    }
                },
                criterion::BatchSize::PerIteration,
            )
        });
        let (header, mut sealer) = seal(binding, length, suite, &recipients, &mut *rng).unwrap();
        let segments: Vec<Vec<u8>> = (0..SEGMENTS).map(|_| sealer.seal(&plaintext).unwrap()).collect();
        let opener = SegmentOpener::new(&header, header.data_key_for_patient(&secret).unwrap());
        group.bench_function(format!("{name}/open"), |bench| {
            bench.iter(|| {
                for (index, segment) in (0..).zip(&segments) {
                    buffer.clear();
                    buffer.extend_from_slice(segment);
                    opener.open_in_place(index, &mut buffer).unwrap();
                    black_box(&buffer);
                }
            })
        });
    }
    group.finish();
}

criterion_group!(benches, content);
criterion_main!(benches);
