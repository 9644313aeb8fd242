//! Bytes, numbers and randomness at the border to JavaScript.

use crate::error::{Refusal, Result};
use chacha20::ChaCha20Rng;
use js_sys::{BigInt, Object, Reflect, Uint8Array};
use rand_core::SeedableRng;
use salus_abe::Gid;
use salus_protocol::AccountId;
use std::hint::black_box;
use wasm_bindgen::{JsCast, JsValue};
use zeroize::{Zeroize, Zeroizing};

/// Most bytes that are handed over in one call: more than any encoding has, and little enough that making room for them
/// never ends the module.
pub(crate) const MOST_BYTES: u32 = 16 << 20;

/// Largest integer that a JavaScript number holds exactly.
const MOST_EXACT: f64 = 9_007_199_254_740_991.0;

/// Checks that `array` is bytes, and not too many.
pub(crate) fn check(array: &Uint8Array) -> Result<()> {
    let value: &JsValue = array.as_ref();
    if !value.is_instance_of::<Uint8Array>() {
        return Err(Refusal::input("bytes are handed over as a Uint8Array"));
    }
    if array.length() > MOST_BYTES {
        return Err(Refusal::input("at most 16 MiB are handed over at once: split them"));
    }
    Ok(())
}

/// A copy of `array`, wiped when dropped.
pub(crate) fn bytes(array: &Uint8Array) -> Result<Zeroizing<Vec<u8>>> {
    check(array)?;
    Ok(Zeroizing::new(array.to_vec()))
}

/// Copies the bytes of a checked `array` to the end of `buffer`.
pub(crate) fn append(buffer: &mut Vec<u8>, array: &Uint8Array) {
    let before = buffer.len();
    buffer.resize(before.saturating_add(array.length() as usize), 0);
    let (_, room) = buffer.split_at_mut(before);
    array.copy_to(room);
}

/// A copy of `array`, which must have `N` bytes; `name` says what they are.
pub(crate) fn array<const N: usize>(array: &Uint8Array, name: &str) -> Result<Zeroizing<[u8; N]>> {
    let bytes = bytes(array)?;
    let mut fixed = Zeroizing::new([0; N]);
    if bytes.len() != N {
        return Err(Refusal::input(format!("{name} has {N} bytes, not {}", bytes.len())));
    }
    fixed.copy_from_slice(&bytes);
    Ok(fixed)
}

/// An account.
pub(crate) fn account(account: &Uint8Array) -> Result<AccountId> {
    array(account, "an account").map(|bytes| AccountId(*bytes))
}

/// A holder's account.
pub(crate) fn gid(account: &Uint8Array) -> Result<Gid> {
    self::account(account).map(|account| Gid(account.0))
}

/// `bytes` as JavaScript's own copy.
pub(crate) fn output(bytes: &[u8]) -> Uint8Array {
    Uint8Array::new_from_slice(bytes)
}

/// An object with `fields`.
pub(crate) fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a property of a new object does not fail.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}

/// `parts` after one another.
pub(crate) fn joined(parts: &[Uint8Array]) -> Uint8Array {
    if let [only] = parts {
        return only.clone();
    }
    let length = parts.iter().fold(0u32, |sum, part| sum.saturating_add(part.length()));
    let whole = Uint8Array::new_with_length(length);
    let mut at = 0u32;
    for part in parts {
        whole.set(part, at);
        at = at.saturating_add(part.length());
    }
    whole
}

/// A number that is to be a whole one of at most `most`; `name` says what it is.
pub(crate) fn whole(number: f64, most: u64, name: &str) -> Result<u64> {
    // Both sides of the comparison are exact: what `most` loses above 2^53, no whole number has.
    if number.fract() == 0.0 && (0.0..=MOST_EXACT.min(most as f64)).contains(&number) {
        Ok(number as u64)
    } else {
        Err(Refusal::input(format!("{name} is a whole number from 0 to {most}")))
    }
}

/// As [`whole`], of 32 bits.
pub(crate) fn whole_u32(number: f64, name: &str) -> Result<u32> {
    whole(number, u32::MAX.into(), name)
        .and_then(|number| u32::try_from(number).map_err(|_| Refusal::input(name)))
}

/// A number of up to 64 bits; `name` says what it is.
pub(crate) fn big(number: &BigInt, name: &str) -> Result<u64> {
    let value: &JsValue = number.as_ref();
    if value.is_bigint() {
        if let Ok(number) = u64::try_from(number.clone()) {
            return Ok(number);
        }
    }
    Err(Refusal::input(format!("{name} is a bigint from 0n to 2n ** 64n - 1n")))
}

/// Randomness for one operation, from 32 bytes of the platform's. Wiped when dropped.
///
/// Drawn ahead, because a platform can fail to have any and the operations cannot.
pub(crate) fn random() -> Result<ChaCha20Rng> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut_slice()).map_err(|_| {
        Refusal::new("Randomness", "this platform has no crypto.getRandomValues: use one that has")
    })?;
    Ok(ChaCha20Rng::from_seed(*seed))
}

/// Bytes of stack that are wiped after an operation: a quarter of all there is.
const STACK: usize = 256 << 10;

/// Does `work` and wipes the stack below, where it left copies of secrets behind: the module's memory is JavaScript's to
/// read, and its stack is never given back.
///
/// What `work` returns is moved over the caller's stack, so secrets in it stand behind pointers.
pub(crate) fn forgetting<T>(work: impl FnOnce() -> T) -> T {
    let made = apart(work);
    wipe_stack();
    made
}

/// In a frame of its own, below the caller's.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
fn wipe_stack() {
    let mut stack = [0u64; STACK / 8];
    stack.zeroize();
    black_box(&stack);
}
