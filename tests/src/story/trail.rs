//! The patient exports the trail and verifies it without asking anybody.

use super::{people::Cast, Story};
use anyhow::{ensure, Context, Result};
use serde_json::Value;
use std::{path::PathBuf, time::Instant};

/// A trail as the patient exported it.
pub struct Exported {
    /// Where it is.
    pub file: PathBuf,
    /// What it says.
    pub entries: Vec<Value>,
}

impl Story<'_> {
    pub(super) fn look_back(&mut self, cast: &Cast) -> Result<Exported> {
        let file = cast.patient.folder().join("trail.json");
        let path = file.to_str().context("a path that is not text")?;
        self.step("the patient exports the whole trail", &cast.patient, &["audit", "export", "-o", path])?;
        let export: Value = serde_json::from_slice(&std::fs::read(&file)?)?;
        let entries =
            export.get("entries").and_then(Value::as_array).context("the export has no entries")?.clone();
        let told = self.step(
            &format!("salus audit verify accepts it offline: {} entries", entries.len()),
            &cast.patient,
            &["audit", "verify", path],
        )?;
        ensure!(told.get("holds") == Some(&Value::Bool(true)), "the trail was not accepted: {told}");

        for (how, forged) in forgeries(&export)? {
            let path = cast.patient.folder().join("forged.json");
            std::fs::write(&path, serde_json::to_vec(&forged)?)?;
            let start = Instant::now();
            let answer =
                cast.patient.try_(&["audit", "verify", path.to_str().context("a path that is not text")?])?;
            ensure!(answer.code == 1, "a trail with one entry {how} was accepted");
            self.teller.step(&format!("with one entry {how} it is rejected"), start.elapsed(), None);
            self.teller.detail(answer.complaint.lines().next().unwrap_or_default());
        }
        Ok(Exported { file, entries })
    }
}

/// The export with one entry removed, two swapped, and one altered.
fn forgeries(export: &Value) -> Result<Vec<(&'static str, Value)>> {
    let forge = |change: &dyn Fn(&mut Vec<Value>)| -> Result<Value> {
        let mut forged = export.clone();
        change(forged.get_mut("entries").and_then(Value::as_array_mut).context("no entries")?);
        Ok(forged)
    };
    Ok(vec![
        ("removed", forge(&|entries| drop(entries.remove(3)))?),
        ("reordered", forge(&|entries| entries.swap(3, 4))?),
        ("altered", forge(&|entries| entries[3]["action"] = Value::from("served"))?),
    ])
}
