//! `POST /act/<name>`: what the handle can do, as JSON for the page and for scripts.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::chat::{BotRights, ChatKind};
use super::faults::Fault;
use super::message::Media;
use super::people::Acted;
use super::server::Shared;
use super::settle;
use super::world::World;

/// How long one step of a jump may take to come to rest.
const STEP_WAIT: Duration = Duration::from_secs(60);

/// Answers `{"ok": true, "result": ...}`, or 400 with `{"ok": false, "error": "..."}`.
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Json(body): Json<Value>,
) -> Response {
    let acted = if name == "advance" {
        advance(&shared, &body).await
    } else {
        shared.change(|world| on_world(world, &name, &body))
    };
    match acted {
        Ok(result) => Json(json!({"ok": true, "result": result})).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({"ok": false, "error": error}))).into_response(),
    }
}

/// Moves course time `by_ms` or to `to_ms`, in steps of `step_ms` (an hour), waiting for rest at each.
async fn advance(shared: &Arc<Shared>, body: &Value) -> Acted<Value> {
    let now_ms = shared.world().clock.now_ms();
    let to_ms = body["to_ms"].as_i64().or_else(|| body["by_ms"].as_i64().map(|by_ms| now_ms + by_ms));
    let to_ms = to_ms.ok_or_else(|| "say to_ms or by_ms".to_owned())?;
    let step_ms = body["step_ms"].as_i64().unwrap_or(i64::MAX);
    let shared = Arc::clone(shared);
    // A task of its own: a page that is closed on the way does not leave a jump half done.
    let task = tokio::spawn(async move {
        let is_settled = settle::advance_stepped(&shared, to_ms, step_ms, STEP_WAIT).await;
        json!({"settled": is_settled, "now_ms": shared.world().clock.now_ms()})
    });
    task.await.map_err(|error| error.to_string())
}

fn on_world(world: &mut World, name: &str, body: &Value) -> Acted<Value> {
    match name {
        "add_user" => {
            let new: NewUser = read(body)?;
            Ok(json!(world.add_user(&new.first_name, &new.language_code)))
        }
        "add_group" => {
            let new: NewGroup = read(body)?;
            let kind = if new.is_basic { ChatKind::Basic } else { ChatKind::Super { is_forum: new.is_forum } };
            Ok(json!(world.create_group(&new.title, kind)))
        }
        "deactivate" => world.deactivate(read::<Person>(body)?.user).map(Value::from),
        "block" => world.set_blocked(read::<Person>(body)?.user, true).map(Value::from),
        "unblock" => world.set_blocked(read::<Person>(body)?.user, false).map(Value::from),
        "add_to_group" | "remove_from_group" | "add_administrator" | "remove_administrator" => {
            let place: Place = read(body)?;
            match name {
                "add_to_group" => world.add_to_group(place.user, place.chat),
                "remove_from_group" => world.remove_from_group(place.user, place.chat),
                _ => world.set_administrator(place.user, place.chat, name == "add_administrator"),
            }
            .map(Value::from)
        }
        "set_bot_rights" => {
            let rights: BotRights = read(&body["rights"])?;
            world.set_bot_rights(read::<Group>(body)?.chat, rights).map(Value::from)
        }
        "upgrade_group" => world.upgrade_group(read::<Group>(body)?.chat).map(Value::from),
        "raw_update" => Ok(json!(world.updates.push_raw(body.clone()))),
        "fault" => {
            world.faults.add(read::<Fault>(body)?);
            Ok(Value::Null)
        }
        "clear_faults" => {
            world.faults.clear();
            Ok(Value::Null)
        }
        "set_time" => Ok(json!(world.clock.move_to(body["now_ms"].as_i64().ok_or("say now_ms")?))),
        "set_speed" => {
            let speed = body["speed"].as_u64().and_then(|speed| u32::try_from(speed).ok()).ok_or("say speed")?;
            world.clock.set_speed(speed);
            Ok(Value::Null)
        }
        _ => on_message(world, name, body),
    }
}

fn on_message(world: &mut World, name: &str, body: &Value) -> Acted<Value> {
    if name == "press_repeat" {
        return world.press_repeat(body["query_id"].as_str().unwrap_or_default()).map(Value::from);
    }
    let message: OnMessage = read(body)?;
    let OnMessage { user, chat, message_id, text, reply_to, thread, .. } = &message;
    match name {
        "send_text" => world.send_text(*user, *chat, text, *reply_to, *thread).map(Value::from),
        "send_media" => {
            let media = Media::from_field(&message.media).ok_or_else(|| format!("no media {:?}", message.media))?;
            world.send_media(*user, *chat, media, text, *reply_to, *thread).map(Value::from)
        }
        "press" => world.press(*user, *chat, *message_id, &message.data).map(Value::from),
        "press_label" => world.press_label(*user, *chat, text).map(Value::from),
        "edit_text" => world.edit_by_user(*user, *chat, *message_id, text).map(Value::from),
        "delete_message" => world.delete_by_user(*user, *chat, *message_id).map(Value::from),
        "react" => world.react(*user, *chat, *message_id, text).map(Value::from),
        _ => Err(format!("there is no act {name:?}")),
    }
}

fn read<T: DeserializeOwned>(body: &Value) -> Acted<T> {
    serde_json::from_value(body.clone()).map_err(|error| error.to_string())
}

#[derive(Debug, Deserialize)]
struct NewUser {
    first_name: String,
    language_code: String,
}

#[derive(Debug, Deserialize)]
struct NewGroup {
    title: String,
    #[serde(default)]
    is_forum: bool,
    #[serde(default)]
    is_basic: bool,
}

#[derive(Debug, Deserialize)]
struct Person {
    user: i64,
}

#[derive(Debug, Deserialize)]
struct Group {
    chat: i64,
}

#[derive(Debug, Deserialize)]
struct Place {
    user: i64,
    chat: i64,
}

#[derive(Debug, Deserialize)]
struct OnMessage {
    user: i64,
    chat: i64,
    #[serde(default)]
    message_id: i64,
    /// A text, a caption, a button's text or an emoji.
    #[serde(default)]
    text: String,
    #[serde(default)]
    data: String,
    #[serde(default)]
    media: String,
    reply_to: Option<i64>,
    thread: Option<i64>,
}
