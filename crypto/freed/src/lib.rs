//! For tests: an allocator that searches every block for secrets when the block is freed.
//!
//! A secret that is wiped when its owner is dropped can still be left behind: in the spare capacity of a vector, in
//! the block that a vector grew out of, in a library's temporary. Such a copy stays in the process until other data
//! overwrites it. A test installs [`Inspecting`] as its global allocator, waits for its [`Turn`], and asks
//! [`Turn::found_in_freed`] for the secrets that an operation leaves behind.
//!
//! Blocks of all threads are searched. The stack and the blocks that are still in use are not.

#![allow(clippy::arithmetic_side_effects, reason = "offsets stay inside one block")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint, ptr,
    sync::{
        atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering},
        Mutex, MutexGuard, PoisonError,
    },
};

/// The system's allocator, with a search of every block before it is freed.
#[derive(Debug)]
pub struct Inspecting;

/// Bytes that must not be left behind, and their name in a test's failure.
#[derive(Clone, Debug)]
pub struct Secret {
    name: String,
    bytes: Vec<u8>,
}

impl Secret {
    /// A secret of at least eight bytes: fewer are found by chance.
    ///
    /// # Panics
    /// If there are fewer bytes, or if all of them are equal.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let (name, bytes) = (name.into(), bytes.into());
        assert!(bytes.len() >= 8, "{name} is too short to be searched for");
        assert!(bytes.iter().any(|byte| Some(byte) != bytes.first()), "{name} is in every zeroed block");
        Self { name, bytes }
    }
}

/// What is searched for at present.
struct Search {
    secrets: Vec<(Secret, AtomicBool)>,
    /// True for the bytes that a secret begins with.
    beginnings: [bool; 256],
}

static SEARCH: AtomicPtr<Search> = AtomicPtr::new(ptr::null_mut());
/// How many threads use what [`SEARCH`] points to.
static READERS: AtomicUsize = AtomicUsize::new(0);
static TURN: Mutex<()> = Mutex::new(());

/// The only test that runs at present: what others know and free would be found too.
#[derive(Debug)]
pub struct Turn {
    _only: MutexGuard<'static, ()>,
}

impl Turn {
    /// Waits until no other test of this process has its turn. The first thing that a test does.
    pub fn wait() -> Self {
        Self { _only: TURN.lock().unwrap_or_else(PoisonError::into_inner) }
    }

    /// The names of those `secrets` that were in a block which was freed during `operation`, by any thread.
    ///
    /// What `operation` returns is dropped before the search ends.
    pub fn found_in_freed<T>(&self, secrets: &[Secret], operation: impl FnOnce() -> T) -> Vec<String> {
        found_in_freed(secrets, operation)
    }
}

fn found_in_freed<T>(secrets: &[Secret], operation: impl FnOnce() -> T) -> Vec<String> {
    let mut beginnings = [false; 256];
    for first in secrets.iter().filter_map(|secret| secret.bytes.first()) {
        if let Some(beginning) = beginnings.get_mut(usize::from(*first)) {
            *beginning = true;
        }
    }
    let secrets = secrets.iter().map(|secret| (secret.clone(), AtomicBool::new(false))).collect();
    let mut search = Box::new(Search { secrets, beginnings });
    SEARCH.store(&mut *search, Ordering::SeqCst);
    let ended = End;
    drop(operation());
    drop(ended);
    let found = search.secrets.iter().filter(|(_, found)| found.load(Ordering::SeqCst));
    found.map(|(secret, _)| secret.name.clone()).collect()
}

/// Ends the search when dropped, after a panic too.
struct End;

impl Drop for End {
    fn drop(&mut self) {
        SEARCH.store(ptr::null_mut(), Ordering::SeqCst);
        while READERS.load(Ordering::SeqCst) > 0 {
            hint::spin_loop();
        }
    }
}

impl Search {
    /// Marks the secrets that are in `block`. Allocates nothing: it runs inside the allocator.
    fn look(&self, block: &[u8]) {
        for (at, byte) in block.iter().enumerate() {
            if !self.beginnings.get(usize::from(*byte)).copied().unwrap_or(false) {
                continue;
            }
            let rest = block.get(at..).unwrap_or_default();
            for (secret, found) in &self.secrets {
                if rest.starts_with(&secret.bytes) {
                    found.store(true, Ordering::SeqCst);
                }
            }
        }
    }
}

#[allow(
    unsafe_code,
    reason = "the trait is unsafe to implement, and a freed block is known by its address alone"
)]
mod allocator {
    use super::{GlobalAlloc, Inspecting, Layout, Ordering, System, READERS, SEARCH};
    use std::{ptr, slice};

    // SAFETY: every call goes on to the system's allocator with the layout it came with.
    unsafe impl GlobalAlloc for Inspecting {
        // Zeroed, so that all bytes of every block may be read.
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            unsafe { System.alloc_zeroed(layout) }
        }

        unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
            unsafe { System.alloc_zeroed(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            READERS.fetch_add(1, Ordering::SeqCst);
            let search = SEARCH.load(Ordering::SeqCst);
            if !search.is_null() {
                // SAFETY: a search lives until no reader is left; the block is the caller's until it is freed below.
                unsafe { (*search).look(slice::from_raw_parts(block, layout.size())) };
            }
            READERS.fetch_sub(1, Ordering::SeqCst);
            unsafe { System.dealloc(block, layout) };
        }

        // Always to another block, so that the old one is searched.
        unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            // SAFETY: the caller promises that `size`, rounded up to the alignment, is a valid size.
            unsafe {
                let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
                if !new.is_null() {
                    ptr::copy_nonoverlapping(block, new, layout.size().min(size));
                    self.dealloc(block, layout);
                }
                new
            }
        }
    }
}
