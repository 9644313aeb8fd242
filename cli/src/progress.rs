//! Progress on a terminal, and nowhere else.

use indicatif::{ProgressBar, ProgressStyle};
use std::{io::IsTerminal, time::Duration};

/// A bar or spinner on standard error; nothing if that is no terminal or the answer is JSON.
#[derive(Clone, Debug)]
pub struct Progress(Option<ProgressBar>);

fn visible(json: bool) -> bool {
    !json && std::io::stderr().is_terminal()
}

fn style(template: &str, otherwise: fn() -> ProgressStyle) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| otherwise())
}

impl Progress {
    /// A bar over a known number of bytes.
    pub fn bytes(json: bool, total: u64, what: &'static str) -> Self {
        let template = "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        Self::bar(json, total, what, template)
    }

    /// A bar over a known number of things.
    pub fn items(json: bool, total: u64, what: &'static str) -> Self {
        Self::bar(json, total, what, "{msg} {bar:30} {pos}/{len}")
    }

    fn bar(json: bool, total: u64, what: &'static str, template: &str) -> Self {
        Self(visible(json).then(|| {
            let bar = ProgressBar::new(total).with_message(what);
            bar.set_style(style(template, ProgressStyle::default_bar));
            bar
        }))
    }

    /// A spinner, for waiting without an end in sight.
    pub fn waiting(json: bool, what: impl Into<String>) -> Self {
        Self(visible(json).then(|| {
            let spinner = ProgressBar::new_spinner().with_message(what.into());
            spinner.set_style(style("{spinner} {msg} ({elapsed})", ProgressStyle::default_spinner));
            spinner.enable_steady_tick(Duration::from_millis(100));
            spinner
        }))
    }

    /// Says how far it is.
    pub fn set(&self, position: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(position);
        }
    }

    /// Says how much there is after all.
    pub fn set_total(&self, total: u64) {
        if let Some(bar) = &self.0 {
            bar.set_length(total);
        }
    }

    /// Says what is waited for.
    pub fn say(&self, what: impl Into<String>) {
        if let Some(bar) = &self.0 {
            bar.set_message(what.into());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
