//! Two organisations, an authority and seven people make every call there is.

use anyhow::{ensure, Context, Result};
use futures::future::{try_join_all, BoxFuture, FutureExt};
use salus_abe::AuthoritySecretKey;
use salus_client::{
    chain::{
        calls::{
            attribute_authority as authority, audit_log, consent, consortium, council, ehr_registry as ehr,
        },
        council::Majority,
        events, Call, Included, PoolRefusal,
    },
    content::raw_id,
    enrolment::{Agreement, Place},
    Account, AccountId, Chain, ChainError,
};
use salus_primitives::{
    authority::Grant,
    consent::{Barred, DelegationScope, EmergencyAccess, GuardianDecision, PolicyRef, PolicyTerms, Window},
    consortium::{Gateway, OrganisationKind, Role},
    emergency::{EmergencyReason, ReviewOutcome},
    enrolment::{seat_statement, SeatRotation},
    receipt::receipt_statement,
    record::rewrap_statement,
    BlockNumber, ContentId, Digest, Label, OrganisationId, Purpose, RecordId,
};
use std::time::Duration;

/// A block that none of this outlives.
const FAR: u32 = 100_000;
/// The kind of a signature, as a call carries it: `MultiSignature::Sr25519`.
const SR25519: u8 = 1;

/// Everybody in it.
struct Cast {
    seat: Account,
    gateway: Account,
    other_seat: Account,
    other_gateway: Account,
    office: Account,
    patient: Account,
    doctor: Account,
    guardian: Account,
    caretaker: Account,
    reviewer: Account,
}

/// The account of a secret URI.
///
/// # Errors
/// When it is malformed.
pub fn account(uri: &str) -> Result<Account> {
    Ok(Account::from_uri(uri)?)
}

/// Makes every call of the consortium's pallets, one after another where one needs the other.
///
/// # Errors
/// When a call that must succeed fails, or the other way about.
pub async fn every_call(chain: &Chain) -> Result<()> {
    let cast = Cast {
        seat: account("//City-Hospital//seat")?,
        gateway: account("//City-Hospital//gateway")?,
        other_seat: account("//Harbour-Hospital//seat")?,
        other_gateway: account("//Harbour-Hospital//gateway")?,
        office: account("//Medical-Council")?,
        patient: account("//Paula")?,
        doctor: account("//Dora")?,
        guardian: account("//Gina")?,
        caretaker: account("//Carl")?,
        reviewer: account("//Rita")?,
    };
    cast.found(chain).await.context("the council and the gateways begin")?;
    cast.certify(chain).await.context("the authority certifies")?;
    let policy = cast.decide(chain).await.context("the patient decides")?;
    cast.file(chain, policy).await.context("records are filed")?;
    cast.read(chain, policy).await.context("records are read")?;
    cast.clean(chain).await.context("what is not due yet is refused")?;
    cast.part(chain).await.context("an organisation leaves")
}

impl Cast {
    async fn found(&self, chain: &Chain) -> Result<()> {
        let secret = AuthoritySecretKey::generate(&mut rand::rng());
        let (name, other) = (label("medical-council")?, label("old-board")?);
        let register = |name: &Label, account: AccountId| -> Result<Call> {
            let key = secret.public_key().encode().to_vec().try_into().map_err(|_| oversized("a key"))?;
            let proof = secret.prove_possession(name, &mut rand::rng()).encode();
            let proof = proof.to_vec().try_into().map_err(|_| oversized("a proof"))?;
            Ok(authority::register(name, 0, account, &key, &proof))
        };
        let validator = account("//Vera")?.id();
        let mistaken = account("//Mistaken")?;
        let motions = [
            register(&name, self.office.id())?,
            register(&other, account("//Old-Board")?.id())?,
            authority::suspend(&other),
            authority::reinstate(&other),
            authority::remove(&other),
            consortium::add_validator(0, validator),
            // There is nothing that it stands apart for, and too few would be left without it.
            consortium::readmit_validator(validator),
            consortium::remove_validator(validator),
        ];
        let genesis = chain.genesis_hash();
        let until = chain.finalized_number().await?.saturating_add(1_000);
        let enrol = |person: &Account, role| enrolment(person, genesis, 0, role, until);
        try_join_all([
            self.motions(chain, motions.to_vec()),
            all(
                chain,
                &self.gateway,
                vec![
                    enrol(&self.patient, Role::Patient),
                    enrol(&self.doctor, Role::Practitioner),
                    enrol(&self.guardian, Role::DataUser),
                    enrol(&self.caretaker, Role::DataUser),
                    consortium::suspend_participant(self.caretaker.id()),
                    consortium::reinstate_participant(self.caretaker.id()),
                    enrol(&mistaken, Role::DataUser),
                    consortium::withdraw_enrolment(mistaken.id()),
                ],
            ),
        ])
        .await?;
        all(chain, &self.office, vec![declare("doctor")?, declare("reviewer")?, declare("spare")?]).await?;
        let rule = consent::set_emergency_rule(
            &"doctor@medical-council".parse()?,
            &"reviewer@medical-council".parse()?,
            600,
            600,
        );
        let gateway = |account: &Account, url: &str| -> Result<Gateway<AccountId>> {
            let url = url.as_bytes().to_vec().try_into().map_err(|_| oversized("a URL"))?;
            Ok(Gateway { account: account.id(), url })
        };
        let harbour = b"Harbour Hospital".to_vec().try_into().map_err(|_| oversized("a name"))?;
        let admit = consortium::admit(
            &harbour,
            OrganisationKind::Hospital,
            self.other_seat.id(),
            &gateway(&self.other_gateway, "http://127.0.0.1:2")?,
            None,
        );
        let moved = gateway(&self.gateway, "http://127.0.0.1:1")?;
        // From the last on one seat decides nothing alone.
        let decided = vec![
            council::propose(1, rule),
            consortium::set_gateway(&moved, None),
            council::propose(1, admit),
        ];
        all(chain, &self.seat, decided).await?;
        let until = chain.finalized_number().await?.saturating_add(1_000);
        let reviewer = enrolment(&self.reviewer, chain.genesis_hash(), 1, Role::DataUser, until);
        all(chain, &self.other_gateway, vec![reviewer]).await?;
        Ok(())
    }

    async fn certify(&self, chain: &Chain) -> Result<()> {
        let (doctor, reviewer, spare) = (label("doctor")?, label("reviewer")?, label("spare")?);
        let grant = |holder: &Account, attribute: &Label| Grant {
            holder: holder.id(),
            attribute: attribute.clone(),
            expires: FAR,
            key_package: raw_id(b"a package"),
        };
        let batch = |grants: Vec<Grant<AccountId>>| grants.try_into().map_err(|_| oversized("a batch"));
        let next = AuthoritySecretKey::generate(&mut rand::rng());
        let key = next.public_key().encode().to_vec().try_into().map_err(|_| oversized("a key"))?;
        let proof = next.prove_possession(&label("medical-council")?, &mut rand::rng()).encode();
        let proof = proof.to_vec().try_into().map_err(|_| oversized("a proof"))?;
        let package = raw_id(b"a package");
        let revoked = vec![(self.caretaker.id(), spare.clone())];
        all(
            chain,
            &self.office,
            vec![
                authority::grant(self.caretaker.id(), &spare, FAR, package),
                authority::renew(self.caretaker.id(), &spare, FAR, package),
                authority::revoke(self.caretaker.id(), &spare),
                authority::grant_batch(&batch(vec![grant(&self.caretaker, &spare)])?),
                authority::renew_batch(&batch(vec![grant(&self.caretaker, &spare)])?),
                authority::revoke_batch(&revoked.try_into().map_err(|_| oversized("a batch"))?),
                authority::suspend_attribute(&spare),
                authority::reinstate_attribute(&spare),
                authority::rotate_key(&key, &proof),
                authority::grant_batch(&batch(vec![
                    grant(&self.doctor, &doctor),
                    grant(&self.reviewer, &reviewer),
                ])?),
            ],
        )
        .await?;
        Ok(())
    }

    async fn decide(&self, chain: &Chain) -> Result<PolicyRef> {
        let from = chain.finalized_number().await?;
        let terms = |expression: &str| -> Result<PolicyTerms> {
            Ok(PolicyTerms {
                expression: expression.parse()?,
                purposes: [Purpose::Treatment].into_iter().collect(),
                valid: Window { from, until: FAR },
                emergency: EmergencyAccess::Always,
            })
        };
        let barred = Barred::Account(self.caretaker.id());
        let done = all(
            chain,
            &self.patient,
            vec![
                consent::set_policy(None, &terms("doctor@medical-council")?),
                consent::set_policy(None, &terms("reviewer@medical-council")?),
                consent::allow_contribution(0, FAR),
                consent::allow_contribution(1, FAR),
                consent::revoke_contribution(1),
                consent::delegate(self.guardian.id(), DelegationScope::Guardian, FAR),
                consent::share_key(self.guardian.id(), raw_id(b"a sealed reading key")),
                consent::delegate(self.caretaker.id(), DelegationScope::Caretaker, FAR),
                consent::delegate(self.doctor.id(), DelegationScope::Caretaker, FAR),
                consent::end_delegation(self.doctor.id()),
                consent::restrict(&barred),
                consent::lift_restriction(&barred),
                consortium::replace_key_card(raw_id(b"a newer card")),
            ],
        )
        .await?;
        let policies: Vec<PolicyRef> =
            done.iter().filter_map(Included::find::<events::PolicySet>).map(|set| set.policy).collect();
        let [policy, other] = policies.as_slice() else { anyhow::bail!("two policies, not {policies:?}") };
        let decided = GuardianDecision::Restrict { barred };
        try_join_all([
            all(chain, &self.patient, vec![consent::revoke_policy(other.id)]),
            all(chain, &self.caretaker, vec![consent::decline_delegation(self.patient.id())]),
            all(chain, &self.guardian, vec![consent::decide_for(self.patient.id(), &decided)]),
        ])
        .await?;
        // Signed as by a device without a connection.
        let mut away = chain.preparation(self.patient.id()).await?;
        let until = away.block_after(Duration::from_secs(600));
        let lift = consent::lift_restriction(&Barred::Account(self.caretaker.id()));
        let decision = away.sign(&self.patient, &lift, until)?;
        chain.relay(&self.other_gateway, &decision).await?;
        Ok(*policy)
    }

    async fn file(&self, chain: &Chain, policy: PolicyRef) -> Result<()> {
        let filed = [1, 2, 3].map(|place| self.submission(place, None, policy));
        all(chain, &self.gateway, filed.to_vec()).await?;
        let records = |places: &[u8]| {
            places
                .iter()
                .copied()
                .map(record)
                .collect::<Vec<_>>()
                .try_into()
                .map_err(|_| oversized("a batch"))
        };
        all(
            chain,
            &self.other_gateway,
            // The second time it is skipped.
            vec![ehr::endorse(&records(&[1, 2])?), ehr::endorse(&records(&[1])?)],
        )
        .await?;
        Ok(())
    }

    /// How the hospital files record `place`, perhaps as an amendment.
    fn submission(&self, place: u8, previous: Option<RecordId>, policy: PolicyRef) -> Call {
        let (content, header) = (raw_id(&[place]), raw_id(&[place, 0]));
        ehr::submit(record(place), self.patient.id(), self.doctor.id(), policy, content, header, previous)
    }

    async fn read(&self, chain: &Chain, policy: PolicyRef) -> Result<()> {
        let open = |place| consent::open_access(record(place), Purpose::Treatment, [7; 32]);
        let header = raw_id(b"a newer header");
        let before = raw_id(&[1, 0]);
        let statement = rewrap_statement(&chain.genesis_hash(), &record(1), &before, &policy, &header);
        let signature = self.patient.sign(&statement);
        let draft = raw_id(b"a newer header of the guardian's");
        let drafted = rewrap_statement(&chain.genesis_hash(), &record(1), &before, &policy, &draft);
        let drafted = self.guardian.sign(&drafted);
        let (opened, filed, _) = futures::try_join!(
            // A record that is not there is refused, which is no failure.
            all(
                chain,
                &self.doctor,
                vec![
                    open(1),
                    open(99),
                    consent::break_glass(self.patient.id(), EmergencyReason::ImminentDanger, [7; 32]),
                ],
            ),
            all(
                chain,
                &self.gateway,
                vec![
                    // The second replaces the first.
                    ehr::rewrap_for(record(1), policy, draft, self.guardian.id(), drafted),
                    ehr::rewrap(record(1), policy, header, signature),
                    self.submission(4, Some(record(1)), policy)
                ],
            ),
            all(
                chain,
                &self.patient,
                vec![
                    ehr::dispute(record(1), [7; 32]),
                    ehr::withdraw_dispute(record(1)),
                    ehr::erase(record(2))
                ],
            ),
        )?;
        ensure!(filed.len() == 3, "no new headers and amendment");
        let decided =
            opened.iter().find_map(Included::find::<events::AccessDecided>).context("no decision")?;
        let ticket = decided.ticket.context("the doctor was refused")?;
        let broken = opened.iter().find_map(Included::find::<events::GlassBroken>).context("no answer")?;
        let emergency = broken.emergency.context("the doctor broke no glass")?;

        let one = |id| vec![id].try_into().map_err(|_| oversized("a batch"));
        let rewraps = vec![(record(1), header)];
        let rewraps = rewraps.try_into().map_err(|_| oversized("a batch"))?;
        // The second time they are skipped.
        let other = vec![
            ehr::endorse_rewraps(&rewraps),
            ehr::endorse_rewraps(&rewraps),
            ehr::attest_erasure(&one(record(2))?),
        ];
        let receipt = self.doctor.sign(&receipt_statement(&chain.genesis_hash(), ticket, 0));
        let receipts = vec![(ticket, receipt)].try_into().map_err(|_| oversized("a batch"))?;
        let acknowledge = audit_log::acknowledge(&receipts);
        try_join_all([
            all(chain, &self.other_gateway, other),
            all(chain, &self.gateway, vec![acknowledge, ehr::attest_erasure(&one(record(2))?)]),
            all(chain, &self.reviewer, vec![consent::review(emergency, ReviewOutcome::Justified)]),
        ])
        .await?;
        Ok(())
    }

    /// An hour, a month and three months are not over.
    async fn clean(&self, chain: &Chain) -> Result<()> {
        let nothing = (chain.retired_tickets(None).await?.items, chain.expired_holdings(None).await?.items);
        ensure!(nothing == (Vec::new(), Vec::new()), "too early: {nothing:?}");
        let policies = chain.ended_policies(None).await?.items;
        let records = (chain.lapsed_records(None).await?.items, chain.erased_records(None).await?.items);
        ensure!(
            policies.is_empty() && records == (Vec::new(), Vec::new()),
            "too early: {policies:?}, {records:?}"
        );
        // Nobody signs it, and the chain understands it: it says that it is too early, not that it cannot be read.
        match chain.discard_tickets(&[0]).await {
            Err(ChainError::Refused(PoolRefusal::Outdated)) => {}
            other => anyhow::bail!("a ticket of today was not refused as it must be: {other:?}"),
        }
        try_join_all([
            fails(chain, &self.gateway, ehr::lapse(record(3))),
            fails(chain, &self.other_gateway, ehr::drop_rewrap(record(1))),
        ])
        .await?;
        Ok(())
    }

    async fn part(&self, chain: &Chain) -> Result<()> {
        // Two seats by now: the motions wait for both.
        self.pass(chain, &self.other_seat, consortium::suspend(1)).await?;
        self.motions(chain, vec![consortium::reinstate(1)]).await?;
        let seat = account("//Harbour-Hospital//new-seat")?;
        let rotation = SeatRotation { account: seat.id(), nonce: 0, organisation: 1 };
        let signature = seat.sign(&seat_statement(&chain.genesis_hash(), &rotation));
        all(
            chain,
            &self.other_seat,
            vec![consortium::rotate_seat(seat.id(), [&[SR25519], signature.as_slice()].concat())],
        )
        .await?;
        self.pass(chain, &seat, consortium::remove(1)).await?;
        let tickets = Vec::new().try_into().map_err(|_| oversized("a batch"))?;
        let holdings = Vec::new().try_into().map_err(|_| oversized("a batch"))?;
        let policies = Vec::new().try_into().map_err(|_| oversized("a batch"))?;
        let records = Vec::new().try_into().map_err(|_| oversized("a batch"))?;
        // These are nobody's to sign; the council's origin does not make them due either.
        let clean = vec![
            consent::discard_tickets(&tickets),
            authority::discard_holdings(&holdings),
            consent::discard_policies(&policies),
            ehr::discard_records(&records),
        ];
        self.motions(chain, clean).await?;
        Ok(())
    }

    /// Motions that the first seat alone decides, in this order.
    fn motions<'a>(&'a self, chain: &'a Chain, calls: Vec<Call>) -> BoxFuture<'a, Result<Vec<Included>>> {
        all(chain, &self.seat, calls.into_iter().map(|call| council::propose(1, call)).collect())
    }

    /// A motion that takes both seats.
    async fn pass(&self, chain: &Chain, other_seat: &Account, call: Call) -> Result<()> {
        let (included, hash) = chain.propose(&self.seat, call, Majority::TwoThirds).await?;
        let index = included.find::<events::Proposed>().context("nothing was proposed")?.index;
        let vote = || council::vote(hash, index, true);
        try_join_all([all(chain, &self.seat, vec![vote()]), all(chain, other_seat, vec![vote()])]).await?;
        let motion = chain.motion(hash).await?.context("the motion is gone")?;
        all(chain, &self.seat, vec![council::close(hash, index, motion.length)]).await?;
        Ok(())
    }
}

/// Sends every call at once; they come into blocks in this order, and all must succeed.
fn all<'a>(chain: &'a Chain, who: &'a Account, calls: Vec<Call>) -> BoxFuture<'a, Result<Vec<Included>>> {
    let sending = calls.into_iter().map(move |call| async move {
        let name = format!("{}.{}", call.pallet(), call.name());
        chain.submit(who, call).await.context(name)
    });
    try_join_all(sending).boxed()
}

/// Sends a call that must be included and fail.
fn fails<'a>(chain: &'a Chain, who: &'a Account, call: Call) -> BoxFuture<'a, Result<()>> {
    async move {
        let name = format!("{}.{}", call.pallet(), call.name());
        match chain.submit(who, call).await {
            Err(ChainError::Failed(_)) => Ok(()),
            Err(other) => Err(other).context(name),
            Ok(_) => anyhow::bail!("{name} succeeded, though it must not yet"),
        }
    }
    .boxed()
}

fn label(name: &str) -> Result<Label> {
    Ok(name.parse()?)
}

fn declare(attribute: &str) -> Result<Call> {
    Ok(authority::declare(&label(attribute)?))
}

/// The call by which `organisation` enrols `person`, who is new to the chain and agrees.
fn enrolment(
    person: &Account,
    genesis: Digest,
    organisation: OrganisationId,
    role: Role,
    until: BlockNumber,
) -> Call {
    let place = Place { genesis, nonce: 0 };
    let agreement = Agreement::sign(person, &place, card(person), organisation, role, until);
    consortium::enrol(person.id(), card(person), &agreement)
}

fn card(of: &Account) -> ContentId {
    raw_id(&of.id().0)
}

fn record(place: u8) -> RecordId {
    RecordId([place; 32])
}

fn oversized(what: &str) -> anyhow::Error {
    anyhow::anyhow!("{what} is too long")
}
