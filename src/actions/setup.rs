//! What is done once at start: owners, and the lists of commands.

use super::Context;
use super::admin;
use super::desk::{ActionError, Cause, Desk};
use crate::rules::course::Language;
use crate::rules::notice::{CommandScope, Notice};
use crate::store::Needs;
use crate::store::meta::Fact;

/// Grants the roles that the settings name; where nobody owns the bot yet, opens a claim code and returns it.
pub async fn prepare_owners(context: &Context, telegram_ids: &[i64]) -> Result<Option<String>, ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { telegram_ids: telegram_ids.iter().copied().collect(), ..Needs::default() }).await?;
    let code = {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
        admin::prepare_owners(&mut desk, telegram_ids)
    };
    work.save(&[], now, real).await?;
    Ok(code)
}

/// Sets the lists of commands when others may have been set last. `fingerprint` names what the lists are made of.
/// The owners' own lists come with their roles; the list for everybody is set through any chat.
pub async fn prepare_commands(context: &Context, fingerprint: &str, languages: &[Language]) -> Result<(), ActionError> {
    let (now, real) = (context.clock.now(), context.clock.real());
    let mut work = context.store.work(&context.library).await?;
    work.load(&Needs { admins: true, telegram_ids: [0].into(), ..Needs::default() }).await?;
    if work.fact(Fact::Commands).await?.as_deref() == Some(fingerprint) {
        return Ok(());
    }
    {
        let mut randomness = context.randomness();
        let mut answers = Vec::new();
        let mut desk = Desk::new(&mut work, now, real, &mut randomness, &mut answers, Cause::Tick);
        let admins: Vec<_> = desk.work.roles().iter().map(|grant| grant.person).collect();
        for person in admins {
            if let Some(chat) = desk.work.people.get(&person).map(|person| person.chat) {
                let place = super::desk::Place { chat, topic: None, enrolment: None };
                desk.say(place, Notice::SetCommands { scope: CommandScope::Admin, language: None });
            }
        }
        let everybody = super::desk::Place { chat: desk.nobody(), topic: None, enrolment: None };
        for language in std::iter::once(None).chain(languages.iter().copied().map(Some)) {
            desk.say(everybody, Notice::SetCommands { scope: CommandScope::Participants, language });
        }
    }
    work.set_fact(Fact::Commands, Some(fingerprint.to_owned()));
    work.save(&[], now, real).await?;
    Ok(())
}
