//! Authorities are admitted, people enrolled, attributes certified, keys delivered.

use super::{together::Deed, Story};
use crate::{
    network::MEMBERS,
    salus::{text, Person},
};
use anyhow::{anyhow, bail, Context, Result};

/// Everybody in the story.
pub struct Cast {
    /// Owner of the records, enrolled by City Hospital.
    pub patient: Person,
    /// `doctor@medical-council` and `cardiology@city-hospital`; works at City Hospital.
    pub cardiologist: Person,
    /// `doctor@medical-council` and `cardiology@city-hospital` too; works at Harbour Hospital.
    pub colleague: Person,
    /// `claims@insurance-board`; works at Guardian Insurance.
    pub clerk: Person,
    /// `rescue@city-hospital`, and so who may break the glass; works at Harbour Hospital.
    pub nurse: Person,
    /// `reviewer@insurance-board`: looks into emergencies; works at Guardian Insurance.
    pub reviewer: Person,
    /// Has keys but was never enrolled.
    pub stranger: Person,
    /// Certifies doctors.
    pub medical_council: Person,
    /// Certifies who works in which department of City Hospital.
    pub city_hospital: Person,
}

impl Story<'_> {
    pub(super) fn gather(&mut self) -> Result<Cast> {
        let seats = (0..4).map(|index| Person::seat(self.network, index)).collect::<Result<Vec<_>>>()?;
        let [medical_council, city_hospital, insurance_board] =
            self.admit(&seats, [("medical-council", 1), ("city-hospital", 0), ("insurance-board", 3)])?;
        let declare = |authority: &'static str, office, attribute: &'static str| {
            let what = format!("{authority} declares the attribute {attribute}@{authority}");
            Deed::new(what, office, &["authority", "declare", attribute])
        };
        self.together(vec![
            vec![declare("medical-council", &medical_council, "doctor")],
            ["cardiology", "rescue"].map(|name| declare("city-hospital", &city_hospital, name)).into(),
            ["claims", "reviewer"].map(|name| declare("insurance-board", &insurance_board, name)).into(),
        ])?;

        let [patient, cardiologist, colleague, clerk, nurse, reviewer] = self.enrol([
            ("patient", "patient", 0),
            ("cardiologist", "practitioner", 0),
            ("colleague", "practitioner", 1),
            ("clerk", "data-user", 3),
            ("nurse", "practitioner", 1),
            ("reviewer", "data-user", 3),
        ])?;
        let stranger = Person::new(self.network, "stranger", 2)?;
        stranger.do_(&["keys", "new"])?;

        let certify = |authority: &Person, office, attribute: &str, holders: &[&Person]| {
            holders
                .iter()
                .map(|holder| {
                    let what = format!(
                        "{} certifies {attribute} of the {} and seals the key",
                        authority.name(),
                        holder.name()
                    );
                    Ok(Deed::new(what, office, &["authority", "grant", &holder.account()?, attribute]))
                })
                .collect::<Result<Vec<_>>>()
        };
        let mut of_city_hospital =
            certify(&city_hospital, &city_hospital, "cardiology", &[&cardiologist, &colleague])?;
        of_city_hospital.extend(certify(&city_hospital, &city_hospital, "rescue", &[&nurse])?);
        let mut of_insurance_board = certify(&insurance_board, &insurance_board, "claims", &[&clerk])?;
        of_insurance_board.extend(certify(&insurance_board, &insurance_board, "reviewer", &[&reviewer])?);
        self.together(vec![
            certify(&medical_council, &medical_council, "doctor", &[&cardiologist, &colleague])?,
            of_city_hospital,
            of_insurance_board,
        ])?;
        let fetching = [&cardiologist, &colleague, &clerk, &nurse].map(|holder| {
            let what = format!(
                "the {} fetches and checks the keys, and hands the gateway a transform key",
                holder.name()
            );
            vec![Deed::new(what, holder, &["keys", "sync"])]
        });
        self.together(fetching.into())?;
        Ok(Cast {
            patient,
            cardiologist,
            colleague,
            clerk,
            nurse,
            reviewer,
            stranger,
            medical_council,
            city_hospital,
        })
    }

    /// Authorities make their keys; one seat proposes each, two more vote, and the motions are closed.
    fn admit(&mut self, seats: &[Person], wanted: [(&str, usize); 3]) -> Result<[Person; 3]> {
        let [first, second, third, ..] = seats else { bail!("too few seats") };
        let seats = [first, second, third];
        let mut offices = Vec::new();
        let mut proposals = Vec::new();
        for ((name, organisation), seat) in wanted.into_iter().zip(seats) {
            let office = Person::new(self.network, name, organisation)?;
            office.do_(&["keys", "new"])?;
            let registration = office.folder().join("registration.json");
            let registration = registration.to_str().context("a path that is not text")?;
            office.do_(&["authority", "new-keys", name, "-o", registration])?;
            let arguments =
                ["authority", "register", registration, "--organisation", &organisation.to_string()];
            proposals.push(vec![Deed::new(
                format!("a seat proposes to register the authority {name}, and votes for it"),
                seat,
                &arguments,
            )]);
            offices.push(office);
        }
        let proposed = self.together(proposals)?;
        let motions =
            proposed.iter().flatten().map(|answer| text(answer, "motion")).collect::<Result<Vec<_>>>()?;
        let votes = seats.iter().enumerate().map(|(own, seat)| {
            let others = motions.iter().zip(wanted).enumerate().filter(|(index, _)| *index != own);
            others
                .map(|(_, (motion, (name, _)))| {
                    Deed::new(
                        format!("another seat votes for {name}"),
                        seat,
                        &["organisation", "vote", motion],
                    )
                })
                .collect()
        });
        self.together(votes.collect())?;
        let closings = motions.iter().zip(wanted).zip(seats).map(|((motion, (name, _)), seat)| {
            let what = format!("with three of four seats for it, {name} is registered");
            vec![Deed::new(what, seat, &["organisation", "close", motion])]
        });
        self.together(closings.collect())?;
        offices.try_into().map_err(|_| anyhow!("an authority is missing"))
    }

    /// People make keys and a card; their organisations' gateways enrol the accounts.
    fn enrol<const N: usize>(&mut self, wanted: [(&str, &str, usize); N]) -> Result<[Person; N]> {
        let mut people = Vec::new();
        let mut cards = Vec::new();
        for (name, role, organisation) in wanted {
            let person = Person::new(self.network, name, organisation)?;
            person.do_(&["keys", "new"])?;
            let card = person.folder().join("card");
            let card = card.to_str().context("a path that is not text")?.to_owned();
            let number = organisation.to_string();
            person.do_(&["keys", "card", "--organisation", &number, "--role", role, "-o", &card])?;
            people.push(person);
            cards.push(card);
        }
        let deeds = wanted.into_iter().zip(&people).zip(&cards).map(
            |(((name, role, organisation), person), card)| {
                let what = format!("{} enrols the {name}", MEMBERS[organisation].name);
                vec![Deed::new(what, person, &["enrol", "--role", role, "--card", card])]
            },
        );
        self.together(deeds.collect())?;
        people.try_into().map_err(|_| anyhow!("a person is missing"))
    }
}
