//! Runs criterion and keeps the medians.

use crate::{aw11, blst_cost, clock::ThreadTime, envelope, results::Results, salus, textbook, Failure};
use criterion::{Bencher, Criterion, SamplingMode};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// Leaves of the policies, all joined by AND, so that every leaf is needed to open.
pub const LEAVES: [usize; 4] = [1, 3, 10, 32];
/// Most authorities that the leaves are spread over.
pub const MOST_AUTHORITIES: usize = 4;

/// One run.
pub struct Run {
    criterion: Criterion<ThreadTime>,
    /// Where criterion keeps its files.
    folder: PathBuf,
    results: PathBuf,
    /// Fewer sizes.
    pub quick: bool,
}

impl Run {
    /// Measures `work` under `name`, a name of letters, digits and dashes.
    pub fn measure(
        &mut self,
        name: &str,
        work: impl FnMut(&mut Bencher<'_, ThreadTime>),
    ) -> Result<(), Failure> {
        eprintln!("    {name}");
        let mut group = self.criterion.benchmark_group(name);
        group.sampling_mode(SamplingMode::Flat).bench_function("time", work);
        group.finish();
        let path = self.folder.join(name).join("time/new/estimates.json");
        let estimates: serde_json::Value = serde_json::from_slice(&fs::read(&path)?)?;
        let median = estimates["median"]["point_estimate"].as_f64().ok_or("criterion left no median")?;
        Results::append(&self.results, name, median)
    }

    /// The numbers of leaves to measure at.
    pub fn leaves(&self) -> &'static [usize] {
        if self.quick {
            &[1, 10]
        } else {
            &LEAVES
        }
    }
}

pub fn run(results: &Path, options: &[&str]) -> Result<(), Failure> {
    for option in options {
        if !["--quick", "--only-salus"].contains(option) {
            return Err(format!("unknown option {option}").into());
        }
    }
    let quick = options.contains(&"--quick");
    let folder = results.with_extension("criterion");
    let (warm_up, measurement) = if quick { (50, 200) } else { (100, 500) };
    let criterion = Criterion::default()
        .with_measurement(ThreadTime)
        .without_plots()
        .output_directory(&folder)
        .sample_size(10)
        .nresamples(1001)
        .warm_up_time(Duration::from_millis(warm_up))
        .measurement_time(Duration::from_millis(measurement));
    let mut run = Run { criterion, folder, results: results.to_owned(), quick };
    salus::measure(&mut run)?;
    if !options.contains(&"--only-salus") {
        blst_cost::measure(&mut run)?;
        textbook::measure(&mut run)?;
        aw11::measure(&mut run)?;
        envelope::measure(&mut run)?;
    }
    Ok(())
}
