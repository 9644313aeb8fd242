//! The patient decides where there is no connection.

use super::{people::Cast, records::Filed, Story};
use anyhow::{ensure, Context, Result};

impl Story<'_> {
    pub(super) fn decide_away(&mut self, cast: &Cast, filed: &Filed) -> Result<()> {
        let (patient, relayer, barred) = (&cast.patient, &cast.clerk, &cast.colleague);
        let path = |name: &str| -> Result<String> {
            let path = patient.folder().join(name);
            Ok(path.to_str().context("a path that is not text")?.to_owned())
        };
        let (prepared, decision) = (path("away.json")?, path("decision.json")?);
        self.step(
            "the patient notes what is needed to decide without a connection",
            patient,
            &["offline", "prepare", "--out", &prepared],
        )?;
        let account = barred.account()?;
        self.step(
            "away from any network the patient bars the colleague, and signs that",
            &patient.away(),
            &[
                "offline",
                "sign",
                "--with",
                &prepared,
                "--out",
                &decision,
                "restriction",
                "bar",
                "--account",
                &account,
            ],
        )?;
        self.step(
            "somebody else sends it: it is the patient's own decision",
            relayer,
            &["offline", "send", &decision],
        )?;
        self.refuse(
            "the colleague is barred: asks for a record and is refused",
            barred,
            &filed.record,
            "TREAT",
        )?;
        let reason = self.refused_step(
            "who sends the same decision again is refused: it counted once",
            relayer,
            &["offline", "send", &decision],
            1,
        )?;
        ensure!(reason.contains("Stale"), "the second sending failed for another reason: {reason}");
        self.teller.detail(reason.lines().next().unwrap_or_default());
        Ok(())
    }
}
