//! How much memory this process takes, from the system.

use std::fs;

/// What sealing and opening may take besides what the process has already, in bytes.
pub const ROOM: u64 = 16 << 20;

/// The process's memory from one moment on.
pub struct Peak {
    base: u64,
}

impl Peak {
    /// Begins to watch; `None` where the system does not tell.
    pub fn watch() -> Option<Self> {
        // Sets the peak to what is in use now. Where that is not allowed, the peak so far is the base.
        let _ = fs::write("/proc/self/clear_refs", "5");
        Some(Self { base: peak()? })
    }

    /// The most memory the process had since, above what it had then, in bytes.
    pub fn growth(&self) -> Option<u64> {
        Some(peak()?.saturating_sub(self.base))
    }
}

/// VmHWM: the most resident memory.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}
