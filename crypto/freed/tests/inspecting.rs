//! The allocator finds what it should, so that the tests which rely on it mean something.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use salus_freed::{Inspecting, Secret, Turn};
use std::{hint::black_box, thread};

#[global_allocator]
static ALLOCATOR: Inspecting = Inspecting;

const BYTES: [u8; 16] = *b"a secret is here";

fn secret() -> [Secret; 1] {
    [Secret::new("secret", BYTES)]
}

#[test]
fn secret_should_be_found_when_a_vector_is_dropped_with_it() {
    let turn = Turn::wait();
    assert_eq!(turn.found_in_freed(&secret(), || black_box(BYTES.to_vec())), ["secret"]);
}

#[test]
fn secret_should_be_found_when_it_lies_anywhere_in_a_block() {
    let turn = Turn::wait();
    for before in 0..9 {
        let block = || black_box([&vec![7; before][..], &BYTES, &[9; 3]].concat());
        assert_eq!(turn.found_in_freed(&secret(), block), ["secret"], "{before}");
    }
}

#[test]
fn secret_should_be_found_when_it_was_popped_and_stayed_in_the_spare_capacity() {
    let turn = Turn::wait();
    let found = turn.found_in_freed(&secret(), || {
        let mut vector = black_box(vec![[1u8; 16], BYTES]);
        let popped = black_box(vector.pop());
        drop(vector);
        popped
    });
    assert_eq!(found, ["secret"]);
}

#[test]
fn secret_should_be_found_when_a_vector_grew_out_of_its_block() {
    let turn = Turn::wait();
    let found = turn.found_in_freed(&secret(), || {
        let mut vector = Vec::with_capacity(16);
        vector.extend_from_slice(&BYTES);
        black_box(&mut vector).extend_from_slice(&[0; 1000]);
        black_box(&mut vector).fill(0);
        vector
    });
    assert_eq!(found, ["secret"]);
}

#[test]
fn secret_should_be_found_when_another_thread_frees_it() {
    let turn = Turn::wait();
    let found = turn.found_in_freed(&secret(), || {
        let vector = black_box(BYTES.to_vec());
        thread::spawn(move || drop(vector)).join().unwrap();
    });
    assert_eq!(found, ["secret"]);
}

#[test]
fn secret_should_not_be_found_when_it_was_wiped_or_is_still_in_use() {
    let turn = Turn::wait();
    let kept = black_box(BYTES.to_vec());
    let found = turn.found_in_freed(&secret(), || {
        let mut vector = black_box(BYTES.to_vec());
        black_box(&mut vector).fill(0);
        vector
    });
    assert!(found.is_empty());
    assert_eq!(kept, BYTES);
}

#[test]
#[should_panic(expected = "too short")]
fn secret_should_be_refused_when_it_is_found_by_chance() {
    let _ = Secret::new("short", [1, 2, 3]);
}
