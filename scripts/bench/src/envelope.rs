//! The envelope's segments against their AEAD alone, and whole streams with the memory they take.

use crate::{
    clock,
    content::{Compare, Content, Count, SealedContent},
    measure::Run,
    memory::{Peak, ROOM},
    results::Results,
    salus::World,
    Failure,
};
use aes_gcm_siv::Aes256GcmSiv;
use chacha20poly1305::{
    aead::{AeadInOut, Nonce},
    KeyInit, XChaCha20Poly1305,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use salus_envelope::{
    open_stream, seal, seal_stream, Binding, Header, RecipientSecret, RecipientSuite, Recipients,
    SegmentOpener, SegmentSealer, Suite, SEGMENT_PLAINTEXT,
};
use salus_primitives::{consent::PolicyRef, RecordId};
use std::{hint::black_box, path::Path};

/// Length of a whole stream in bytes.
const STREAM: u64 = 4 << 30;
const QUICK_STREAM: u64 = 256 << 20;

/// A suite by the name of its AEAD.
pub fn name(suite: Suite) -> &'static str {
    match suite {
        Suite::Aes256GcmSivStream => "aes-256-gcm-siv",
        _ => "xchacha20-poly1305",
    }
}

pub fn measure(run: &mut Run) -> Result<(), Failure> {
    for suite in Suite::ALL {
        match suite {
            Suite::Aes256GcmSivStream => aead(run, suite, &Aes256GcmSiv::new(&[7; 32].into()))?,
            _ => aead(run, suite, &XChaCha20Poly1305::new(&[7; 32].into()))?,
        }
        segments(run, suite)?;
    }
    Ok(())
}

/// The cipher alone on a segment's bytes.
fn aead<A: AeadInOut>(run: &mut Run, suite: Suite, cipher: &A) -> Result<(), Failure> {
    let plaintext = vec![0x5a; SEGMENT_PLAINTEXT];
    let nonce = Nonce::<A>::default();
    let mut buffer = plaintext.clone();
    run.measure(&format!("aead-seal-{}", name(suite)), |bencher| {
        bencher.iter(|| cipher.encrypt_inout_detached(&nonce, b"", black_box(buffer.as_mut_slice()).into()));
    })?;
    buffer.copy_from_slice(&plaintext);
    let tag = cipher
        .encrypt_inout_detached(&nonce, b"", buffer.as_mut_slice().into())
        .map_err(|_| "the cipher did not seal")?;
    let sealed = buffer.clone();
    run.measure(&format!("aead-open-{}", name(suite)), |bencher| {
        bencher.iter(|| {
            // Opening in place needs the sealed bytes again each time; sealing does not.
            buffer.copy_from_slice(&sealed);
            cipher.decrypt_inout_detached(&nonce, b"", black_box(buffer.as_mut_slice()).into(), &tag)
        });
    })
}

fn segments(run: &mut Run, suite: Suite) -> Result<(), Failure> {
    let plaintext = vec![0x5a; SEGMENT_PLAINTEXT];
    // The longest content there is, so that the sealer does not come to its end.
    let (_, mut sealer, _) = sealed(suite, salus_envelope::MAX_CONTENT)?;
    run.measure(&format!("envelope-seal-{}", name(suite)), |bencher| {
        bencher.iter(|| sealer.seal(black_box(&plaintext)));
    })?;
    let (header, mut sealer, secret) = sealed(suite, SEGMENT_PLAINTEXT as u64)?;
    let segment = sealer.seal(&plaintext)?;
    let opener = SegmentOpener::new(&header, header.data_key_for_patient(&secret)?);
    if opener.open(0, &segment)? != plaintext {
        return Err("the segment opened to something else".into());
    }
    run.measure(&format!("envelope-open-{}", name(suite)), |bencher| {
        bencher.iter(|| opener.open(0, black_box(&segment)));
    })
}

/// A header for a content of `length` bytes, its sealer and its patient.
fn sealed(suite: Suite, length: u64) -> Result<(Header, SegmentSealer, RecipientSecret), Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let world = World::new(1, 1)?;
    let secret = RecipientSecret::generate(RecipientSuite::XWing, &mut rng);
    let binding =
        Binding { record: RecordId([1; 32]), patient: [2; 32], policy: PolicyRef { id: 1, version: 1 } };
    let recipients = Recipients {
        policy: &world.policy,
        emergency: None,
        authorities: &world.publics,
        patient: &secret.public(),
    };
    let (header, sealer) = seal(binding, length, suite, &recipients, &mut rng)?;
    Ok((header, sealer, secret))
}

/// Seals a stream and opens one that is sealed while it is read, each in a process that has done nothing
/// big before; fails if one takes more memory than [`ROOM`].
pub fn streams(results: &Path, quick: bool) -> Result<(), Failure> {
    let length = if quick { QUICK_STREAM } else { STREAM };
    Results::append(results, "stream-length", length as f64)?;
    for suite in Suite::ALL {
        let (_, sealer, _) = sealed(suite, length)?;
        stream(results, &format!("stream-seal-{}", name(suite)), length, || {
            let (mut content, mut sink) = (Content::new(length), Count(0));
            seal_stream(sealer, &mut content, &mut sink)?;
            Ok(content.position)
        })?;
        let (header, sealer, secret) = sealed(suite, length)?;
        let opener = SegmentOpener::new(&header, header.data_key_for_patient(&secret)?);
        stream(results, &format!("stream-open-{}", name(suite)), length, || {
            let mut opened = Compare(0);
            Ok(open_stream(&opener, SealedContent::new(sealer, length), &mut opened)?)
        })?;
    }
    Ok(())
}

/// Runs `work`, which says how many bytes it did, and keeps its time and the memory it took.
fn stream(
    results: &Path,
    name: &str,
    length: u64,
    work: impl FnOnce() -> Result<u64, Failure>,
) -> Result<(), Failure> {
    eprintln!("    {name}");
    let peak = Peak::watch().ok_or("this system does not tell how much memory a process takes")?;
    let start = clock::now();
    let done = work()?;
    let time = clock::now().saturating_sub(start);
    if done != length {
        return Err(format!("{name} ended after {done} bytes").into());
    }
    let growth = peak.growth().ok_or("this system does not tell how much memory a process takes")?;
    if growth > ROOM {
        return Err(
            format!("{name} took {} KiB of memory, and {} are allowed", growth >> 10, ROOM >> 10).into()
        );
    }
    Results::append(results, &format!("{name}-memory"), growth as f64)?;
    Results::append(results, name, time.as_nanos() as f64)
}
