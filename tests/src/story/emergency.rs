//! A nurse breaks the glass, and answers for it.

use super::{
    access::{find, reading, same_bytes},
    people::Cast,
    records::Filed,
    Story,
};
use crate::salus::text;
use anyhow::{ensure, Result};
use std::time::Instant;

impl Story<'_> {
    pub(super) fn break_the_glass(&mut self, cast: &Cast, filed: &[Filed]) -> Result<()> {
        let (nurse, report) = (&cast.nurse, find(filed, "a diagnostic report")?);
        self.refuse(
            "the nurse asks for the report, pretending an emergency: refused",
            nurse,
            &report.record,
            "ETREAT",
        )?;
        let patient = cast.patient.account()?;
        let reason = "unconscious on arrival";
        let arguments =
            ["emergency", "break", &patient, "--because", "consent-impossible", "--reason", reason];
        let broken = self.step("the nurse breaks the patient's glass, and says why", nurse, &arguments)?;
        let emergency = text(&broken, "emergency")?;

        let answers = self.together(vec![vec![reading(nurse, report, "ETREAT", "allergies")?]])?;
        same_bytes(nurse, report)?;
        for answer in answers.iter().flatten() {
            let means = text(answer, "opened_with")?;
            ensure!(means.contains("emergency capsule"), "the nurse read with {means}");
            self.teller.detail(&format!("opened with {means}"));
        }

        self.step(
            "a reviewer of another organisation looks into it: it was justified",
            &cast.reviewer,
            &["emergency", "review", &emergency, "justified"],
        )?;
        self.refuse(
            "the glass is whole again: the nurse asks once more and is refused",
            nurse,
            &report.record,
            "ETREAT",
        )?;
        let start = Instant::now();
        let listed = cast.patient.do_(&["emergency", "list"])?;
        ensure!(
            listed.to_string().contains(&nurse.account()?),
            "the patient does not see who it was: {listed}"
        );
        self.teller.step(
            "the patient sees who broke the glass, why, and what was found",
            start.elapsed(),
            None,
        );
        Ok(())
    }
}
