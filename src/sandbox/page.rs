//! The page: its files, and the state it shows.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::chat::{Chat, ChatKind};
use super::server::Shared;
use super::settle;
use super::world::{BOT_ID, World};

/// How many messages of a chat the page is given.
const SHOWN_MESSAGES: usize = 300;
/// How many answers to presses it is given.
const SHOWN_ANSWERS: usize = 20;
/// How long a page without news waits.
const NEWS_WAIT: Duration = Duration::from_secs(25);
/// How long to wait for what comes right after a change, so that a burst is one answer.
const BURST: Duration = Duration::from_millis(40);

/// Texts on the page are untrusted: whatever slips through runs nothing and asks nobody.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(include_str!("page.html"))).into_response()
}

pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css")).into_response()
}

pub(super) async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page.js")).into_response()
}

#[derive(Debug, Deserialize)]
pub(super) struct StateQuery {
    /// The revision the page has; without it, or with another run's larger one, it is answered at once.
    after: Option<u64>,
    /// `chat:person` pairs, separated by commas: the chats to show, and as whom.
    #[serde(default)]
    watch: String,
}

/// The state after a revision, as soon as there is a newer one.
pub(super) async fn state(State(shared): State<Arc<Shared>>, Query(query): Query<StateQuery>) -> Json<Value> {
    let mut changes = shared.changes();
    let deadline = Instant::now() + NEWS_WAIT;
    if query.after.is_some_and(|after| *changes.borrow_and_update() == after)
        && shared.changed_before(&mut changes, deadline).await
    {
        tokio::time::sleep(BURST).await;
    }
    let revision = *changes.borrow_and_update();
    let pairs: Vec<(i64, i64)> = query
        .watch
        .split(',')
        .filter_map(|pair| pair.split_once(':'))
        .filter_map(|(chat, person)| Some((chat.parse().ok()?, person.parse().ok()?)))
        .collect();
    Json(shown(&shared.world(), revision, &pairs))
}

/// What the bot says about itself, and whether all is at rest.
pub(super) async fn about(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let about = shared.panel().about().await;
    let settled = settle::settled(&shared, Duration::ZERO).await;
    Json(json!({"lines": about.lines, "settled": settled}))
}

#[derive(Debug, Deserialize)]
pub(super) struct FileQuery {
    id: String,
}

/// A picture the bot sent; anything else is no business of the page.
pub(super) async fn file(State(shared): State<Arc<Shared>>, Query(query): Query<FileQuery>) -> Response {
    let world = shared.world();
    let picture = world.files.get(&query.id).filter(|file| !file.bytes.is_empty());
    let is_shown = |mime_type: &str| matches!(mime_type, "image/png" | "image/jpeg");
    let Some(picture) = picture.filter(|file| is_shown(&file.mime_type)) else {
        return axum::http::StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(header::CONTENT_TYPE, picture.mime_type.as_str()), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, picture.bytes.clone()).into_response()
}

fn shown(world: &World, revision: u64, pairs: &[(i64, i64)]) -> Value {
    let mut chats = Map::new();
    let mut commands = Map::new();
    for (chat, person) in pairs {
        let mut views = world.views(*chat);
        views.retain(|view| !view.deleted);
        let views = &views[views.len().saturating_sub(SHOWN_MESSAGES)..];
        chats.insert(chat.to_string(), json!(views));
        commands.insert(chat.to_string(), json!(world.commands_shown(*chat, *person)));
    }
    let answers = &world.queries.answers;
    let first_answer = answers.len().saturating_sub(SHOWN_ANSWERS);
    json!({
        "revision": revision,
        "clock": world.clock.time(),
        "bot": world.settings.bot_username,
        "people": world.users.values().filter(|user| user.id != BOT_ID).map(|user| json!({
            "id": user.id,
            "first_name": user.first_name,
            "language_code": user.language_code,
            "is_blocked": world.chats.get(&user.id).is_some_and(|chat| chat.is_blocked),
            "is_started": world.chats.get(&user.id).is_some_and(|chat| chat.is_started),
            "is_deactivated": user.is_deactivated,
        })).collect::<Vec<_>>(),
        "groups": world.chats.values().filter(|chat| !chat.is_private()).map(group).collect::<Vec<_>>(),
        "chats": chats,
        "commands": commands,
        "answers": answers[first_answer..].iter().enumerate().map(|(index, answer)| {
            let mut json = json!(answer);
            json["number"] = json!(first_answer + index + 1);
            json
        }).collect::<Vec<_>>(),
        "status": {
            "unread": world.updates.unread(),
            "polls": world.updates.polls,
            "in_flight": world.in_flight,
            "effects": world.ledger.len(),
            "violations": world.limits.violations.len(),
            "faults": world.faults.rules().len(),
        },
    })
}

fn group(chat: &Chat) -> Value {
    let topics = chat.topics.iter().map(|(id, topic)| {
        let last = chat.messages.values().rev().find(|message| message.thread == Some(*id));
        json!({
            "id": id,
            "name": topic.name,
            "icon_color": topic.icon_color,
            "is_closed": topic.is_closed,
            "last_message_id": last.map_or(*id, |message| message.id),
        })
    });
    json!({
        "id": chat.id,
        "title": chat.title,
        "is_basic": chat.kind == ChatKind::Basic,
        "is_forum": chat.is_forum(),
        "members": chat.members,
        "administrators": chat.administrators,
        "topics": topics.collect::<Vec<_>>(),
        "migrated_to": chat.migrated_to,
        "bot": chat.bot,
    })
}
