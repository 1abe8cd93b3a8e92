//! The handle: how stories and the app start a sandbox and play everybody but the bot.

use std::fmt::Debug;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::chat::{BotRights, ChatKind};
use super::commands::{self, Command};
use super::connection::{Cut, CuttableListener, Open};
use super::course_time::CourseTime;
use super::faults::{Fault, Struck};
use super::ledger::LedgerEntry;
use super::limits::Violation;
use super::message::{Media, MessageView};
use super::panel::Panel;
use super::people::Acted;
use super::queries::CallbackAnswer;
use super::server::{Shared, router};
use super::settings::Settings;
use super::settle;
use super::traffic::RequestEntry;
use super::world::World;

/// How long [`Sandbox::stop`] lets requests finish.
const STOP_WAIT: Duration = Duration::from_secs(2);

/// A running sandbox. It ends when it is dropped; [`Sandbox::stop`] also waits for that.
///
/// What a person could not do in Telegram's app (write while blocking the bot, press a button that is not there) is a
/// mistake in the story: those methods panic and say what is wrong. Times of the course are Unix milliseconds.
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    token: String,
    bot_username: String,
    connections: Open,
    server: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Binds 127.0.0.1 and serves from now on. Needs a tokio runtime.
    pub async fn start(settings: Settings, panel: Arc<dyn Panel>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await?;
        let address = listener.local_addr()?;
        let (token, bot_username) = (settings.token.clone(), settings.bot_username.clone());
        let shared = Arc::new(Shared::new(World::new(settings), panel));
        let service = router(Arc::clone(&shared)).into_make_service_with_connect_info::<Cut>();
        let ended = Arc::clone(&shared);
        let connections = Open::default();
        let serving = axum::serve(CuttableListener { listener, open: connections.clone() }, service)
            .with_graceful_shutdown(async move { ended.stopped().await });
        let server = tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "sandbox: the server ended");
            }
        });
        Ok(Self { shared, address, token, bot_username, connections, server: Some(server) })
    }

    /// Replaces the panel: the app that implements it needs the sandbox's address first.
    pub fn set_panel(&self, panel: Arc<dyn Panel>) {
        self.shared.set_panel(panel);
    }

    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The base of Bot API requests, `http://127.0.0.1:PORT`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn page_url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub fn clock_url(&self) -> String {
        format!("http://{}/clock", self.address)
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn bot_username(&self) -> &str {
        &self.bot_username
    }

    /// Ends the sandbox: waiting polls are answered, then the port is free.
    pub async fn stop(mut self) {
        self.shared.stop();
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(STOP_WAIT, &mut server).await.is_err()
        {
            server.abort();
        }
    }
}

/// People and groups.
impl Sandbox {
    /// A new person, who has not written to the bot yet. Returns their id, which is also that of the private chat.
    pub fn add_user(&self, first_name: &str, language_code: &str) -> i64 {
        self.shared.change(|world| world.add_user(first_name, language_code))
    }

    /// The same with an id of one's choice, such as a small one: Telegram's oldest accounts have those.
    pub fn add_user_with_id(&self, id: i64, first_name: &str, language_code: &str) -> i64 {
        self.shared.change(|world| world.add_user_with_id(id, first_name, language_code))
    }

    /// A new supergroup in which the bot is an administrator with every right; it is told so (`my_chat_member`).
    pub fn add_group(&self, title: &str, is_forum: bool) -> i64 {
        self.shared.change(|world| world.create_group(title, ChatKind::Super { is_forum }))
    }

    /// A new basic group, as small groups without topics begin.
    pub fn add_basic_group(&self, title: &str) -> i64 {
        self.shared.change(|world| world.create_group(title, ChatKind::Basic))
    }

    #[track_caller]
    pub fn add_to_group(&self, user: i64, group: i64) {
        self.act(|world| world.add_to_group(user, group));
    }

    #[track_caller]
    pub fn remove_from_group(&self, user: i64, group: i64) {
        self.act(|world| world.remove_from_group(user, group));
    }

    #[track_caller]
    pub fn set_administrator(&self, user: i64, group: i64, is_administrator: bool) {
        self.act(|world| world.set_administrator(user, group, is_administrator));
    }

    /// Changes what the bot may do in a group, and tells it (`my_chat_member`).
    #[track_caller]
    pub fn set_bot_rights(&self, group: i64, rights: BotRights) {
        self.act(|world| world.set_bot_rights(group, rights));
    }

    /// Removes the bot from a group.
    #[track_caller]
    pub fn remove_bot(&self, group: i64) {
        self.set_bot_rights(group, BotRights::REMOVED);
    }

    /// Turns a basic group into a supergroup without topics. Returns the new chat's id.
    #[track_caller]
    pub fn upgrade_group(&self, group: i64) -> i64 {
        self.act(|world| world.upgrade_group(group))
    }

    #[track_caller]
    pub fn block(&self, user: i64) {
        self.act(|world| world.set_blocked(user, true));
    }

    #[track_caller]
    pub fn unblock(&self, user: i64) {
        self.act(|world| world.set_blocked(user, false));
    }

    /// The person deletes their account.
    #[track_caller]
    pub fn deactivate(&self, user: i64) {
        self.act(|world| world.deactivate(user));
    }
}

/// Messages and presses. `chat` is the person's own id for the private chat.
impl Sandbox {
    #[track_caller]
    pub fn send_text(&self, user: i64, chat: i64, text: &str, reply_to: Option<i64>, thread: Option<i64>) -> i64 {
        self.act(|world| world.send_text(user, chat, text, reply_to, thread))
    }

    /// Sends media; an empty caption is none.
    #[track_caller]
    pub fn send_media(
        &self,
        user: i64,
        chat: i64,
        media: Media,
        caption: &str,
        reply_to: Option<i64>,
        thread: Option<i64>,
    ) -> i64 {
        self.act(|world| world.send_media(user, chat, media, caption, reply_to, thread))
    }

    #[track_caller]
    pub fn send_photo(&self, user: i64, chat: i64, caption: &str) -> i64 {
        self.send_media(user, chat, Media::Photo, caption, None, None)
    }

    #[track_caller]
    pub fn send_voice(&self, user: i64, chat: i64) -> i64 {
        self.send_media(user, chat, Media::Voice, "", None, None)
    }

    #[track_caller]
    pub fn send_video(&self, user: i64, chat: i64, caption: &str) -> i64 {
        self.send_media(user, chat, Media::Video, caption, None, None)
    }

    #[track_caller]
    pub fn send_document(&self, user: i64, chat: i64, caption: &str) -> i64 {
        self.send_media(user, chat, Media::Document, caption, None, None)
    }

    /// Sends a document of this name, type and content in the private chat.
    #[track_caller]
    pub fn send_file(&self, user: i64, name: &str, mime_type: &str, bytes: Vec<u8>, caption: &str) -> i64 {
        self.act(|world| world.send_document(user, (name, mime_type), bytes, caption))
    }

    /// The file of a message, as whoever opens it sees it: its name and what is in it.
    pub fn file_of(&self, chat: i64, message_id: i64) -> Option<(String, Vec<u8>)> {
        let world = self.shared.world();
        let (_, media) = world.chats.get(&chat)?.message(message_id)?.content.media.clone()?;
        let file = world.files.get(media["file_id"].as_str()?)?;
        Some((file.name.clone(), file.bytes.clone()))
    }

    #[track_caller]
    pub fn send_sticker(&self, user: i64, chat: i64) -> i64 {
        self.send_media(user, chat, Media::Sticker, "", None, None)
    }

    /// Edits a message of the person's own.
    #[track_caller]
    pub fn edit_text(&self, user: i64, chat: i64, message_id: i64, text: &str) {
        self.act(|world| world.edit_by_user(user, chat, message_id, text));
    }

    /// Deletes a message for both sides, also one of the bot in the private chat. The bot is told nothing.
    #[track_caller]
    pub fn delete_message_by_user(&self, user: i64, chat: i64, message_id: i64) {
        self.act(|world| world.delete_by_user(user, chat, message_id));
    }

    /// Reacts with an emoji; an empty one takes the reaction back.
    #[track_caller]
    pub fn react(&self, user: i64, chat: i64, message_id: i64, emoji: &str) {
        self.act(|world| world.react(user, chat, message_id, emoji));
    }

    /// Presses a button by its data, which need not be on the message (any more). Returns the query's id.
    #[track_caller]
    pub fn press(&self, user: i64, chat: i64, message_id: i64, data: &str) -> String {
        self.act(|world| world.press(user, chat, message_id, data))
    }

    /// Presses the button with this text on the newest message that has one. Returns the query's id.
    #[track_caller]
    pub fn press_label(&self, user: i64, chat: i64, label: &str) -> String {
        self.act(|world| world.press_label(user, chat, label))
    }

    /// Repeats a press as an app does after a lost connection: a new update and query, the same press.
    #[track_caller]
    pub fn press_repeat(&self, query_id: &str) -> String {
        self.act(|world| world.press_repeat(query_id))
    }

    /// Queues an update as it is, under the next `update_id`, which is returned.
    pub fn send_raw_update(&self, update: Value) -> i64 {
        self.shared.change(|world| world.updates.push_raw(update))
    }
}

/// What can be read.
impl Sandbox {
    /// All messages of a chat in order, deleted ones marked.
    pub fn chat_messages(&self, chat: i64) -> Vec<MessageView> {
        self.shared.world().views(chat)
    }

    /// A file that the bot sent: its name and what is in it.
    pub fn file(&self, file_id: &str) -> Option<(String, Vec<u8>)> {
        let world = self.shared.world();
        world.files.get(file_id).map(|file| (file.name.clone(), file.bytes.clone()))
    }

    /// The answers to presses, in order.
    pub fn callback_answers(&self) -> Vec<CallbackAnswer> {
        self.shared.world().queries.answers.clone()
    }

    /// What took effect, in order.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.shared.world().ledger.clone()
    }

    /// Sends beyond a limit, in order.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.world().limits.violations.clone()
    }

    /// Topics of a forum: thread id, name, and whether it is closed.
    pub fn topics(&self, group: i64) -> Vec<(i64, String, bool)> {
        let world = self.shared.world();
        let topics = world.chats.get(&group).into_iter().flat_map(|chat| &chat.topics);
        topics.map(|(id, topic)| (*id, topic.name.clone(), topic.is_closed)).collect()
    }

    /// The command list set for a scope (a `BotCommandScope`; `None`: default) and language (empty: none).
    pub fn commands(&self, scope: Option<&Value>, language_code: &str) -> Vec<Command> {
        let key = commands::scope_key(scope).unwrap_or_default();
        self.shared.world().commands.get(&key, language_code)
    }

    /// The commands a person sees in a chat.
    pub fn commands_shown(&self, chat: i64, user: i64) -> Vec<Command> {
        self.shared.world().commands_shown(chat, user)
    }

    /// How many updates the bot has not confirmed.
    pub fn unread(&self) -> usize {
        self.shared.world().updates.unread()
    }

    /// The ids of the updates that the bot has not confirmed, in order.
    pub fn unread_ids(&self) -> Vec<i64> {
        self.shared.world().updates.unread_ids()
    }

    /// The bot's requests after the one with this number, in the order in which they arrived.
    pub fn requests(&self, after: u64) -> Vec<RequestEntry> {
        self.shared.traffic().borrow().after(after).to_vec()
    }

    /// Waits until the requests after the one with this number are as wanted, asking whenever one arrives, takes effect
    /// or is answered. False when `wait` of real time passed first.
    pub async fn until_requests(&self, after: u64, wait: Duration, wanted: impl Fn(&[RequestEntry]) -> bool) -> bool {
        let mut traffic = self.shared.traffic();
        let seen = traffic.wait_for(|traffic| wanted(traffic.after(after)));
        tokio::time::timeout(wait, seen).await.is_ok_and(|seen| seen.is_ok())
    }

    /// Whether anybody has a connection open, or a request that is yet to take effect: a bot that was killed may have both
    /// for a moment.
    pub fn is_connected(&self) -> bool {
        self.connections.count() > 0 || self.shared.world().in_flight > 0
    }
}

/// Course time, faults, rest.
impl Sandbox {
    pub fn time(&self) -> CourseTime {
        self.shared.world().clock.time()
    }

    /// Moves course time to an instant; one in the past changes nothing. Returns course time after it.
    pub fn set_time(&self, to_ms: i64) -> i64 {
        self.shared.change(|world| world.clock.move_to(to_ms))
    }

    /// Moves course time on in one jump. Returns course time after it.
    pub fn advance(&self, by: Duration) -> i64 {
        let by_ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.shared.change(|world| {
            let to_ms = world.clock.now_ms().saturating_add(by_ms);
            world.clock.move_to(to_ms)
        })
    }

    /// Moves course time to `to_ms` in steps of `step_ms` (at most an hour), awaiting rest before the first and after
    /// each, `wait_each` of real time at most. False: one wait was in vain, and time stands where it got.
    pub async fn advance_stepped(&self, to_ms: i64, step_ms: i64, wait_each: Duration) -> bool {
        settle::advance_stepped(&self.shared, to_ms, step_ms, wait_each).await
    }

    /// How many times real pace course time runs from now on; 0: it stands.
    pub fn set_speed(&self, speed: u32) {
        self.shared.change(|world| world.clock.set_speed(speed));
    }

    /// Adds a rule; the oldest that matches a request decides.
    pub fn add_fault(&self, fault: Fault) {
        self.shared.change(|world| world.faults.add(fault));
    }

    pub fn clear_faults(&self) {
        self.shared.change(|world| world.faults.clear());
    }

    /// The rules not used up yet.
    pub fn faults(&self) -> Vec<Fault> {
        self.shared.world().faults.rules().to_vec()
    }

    /// The requests that met a fault, in order. Delays are not among them.
    pub fn struck(&self) -> Vec<Struck> {
        self.shared.world().faults.struck.clone()
    }

    /// What the newest poll asked for (`allowed_updates`), sorted; empty before a poll that names some.
    pub fn allowed_updates(&self) -> Vec<String> {
        self.shared.world().updates.allowed()
    }

    /// As if somebody else had polled and asked for everything.
    pub fn forget_allowed_updates(&self) {
        self.shared.change(|world| world.updates.allow(Vec::new()));
    }

    /// Whether all came to rest within `wait` of real time: every update confirmed and a poll waiting, no request in
    /// flight, the newest course time seen, and nothing due in the bot.
    pub async fn settled(&self, wait: Duration) -> bool {
        settle::settled(&self.shared, wait).await
    }

    #[track_caller]
    fn act<T: Debug>(&self, act: impl FnOnce(&mut World) -> Acted<T>) -> T {
        match self.shared.change(act) {
            Ok(result) => result,
            Err(mistake) => panic!("sandbox: {mistake}"),
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.stop();
    }
}
