//! The Bot API over HTTP: `/bot<token>/<Method>` and `/file/bot<token>/<path>`, and the faults that befall them.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{self, Body};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Value, json};

use super::connection::Cut;
use super::faults::FaultKind;
use super::methods::{self, Answer};
use super::parameters::Parameters;
use super::polling;
use super::refusal::Refusal;
use super::server::Shared;

/// The largest request, bytes: an upload of 50 MB and its form.
const LARGEST_REQUEST: usize = 52 * 1024 * 1024;

/// Serves one request of the bot.
pub(super) async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    let token = shared.world().settings.token.clone();
    if let Some(file_path) = path.strip_prefix(&format!("/file/bot{token}/")) {
        return file(&shared, file_path);
    }
    let Some(rest) = path.strip_prefix("/bot") else {
        return answer_http(&Err(Refusal::new(404, "Not Found")));
    };
    let Some(name) = rest.strip_prefix(token.as_str()).and_then(|rest| rest.strip_prefix('/')) else {
        return answer_http(&Err(Refusal::unauthorized()));
    };
    let Some(method) = methods::official_name(name) else {
        return answer_http(&Err(Refusal::no_such_method()));
    };
    let in_flight = (method != "getUpdates").then(|| InFlight::begin(&shared));
    let parameters = match parameters(request).await {
        Ok(parameters) => parameters,
        Err(refusal) => return answer_http(&Err(refusal)),
    };
    let fault = shared.world().strike(method, parameters.integer("chat_id"));
    let number = shared.note(|traffic| traffic.received(method, &parameters));
    let call = Call { shared: Arc::clone(&shared), method, parameters, number };
    match befall(fault, call, in_flight).await {
        Some(response) => {
            shared.note(|traffic| traffic.answered(number));
            response
        }
        None => {
            cut.now();
            StatusCode::OK.into_response()
        }
    }
}

/// A request that was read, and its number in the journal.
struct Call {
    shared: Arc<Shared>,
    method: &'static str,
    parameters: Parameters,
    number: u64,
}

/// What becomes of a request; `None`: its connection is to be cut.
async fn befall(fault: Option<FaultKind>, call: Call, in_flight: Option<InFlight>) -> Option<Response> {
    let answer = match fault {
        None => call.carry_out().await,
        Some(FaultKind::Refuse { code, description, retry_after }) => {
            Err(Refusal { code, description, retry_after, migrate_to_chat_id: None })
        }
        Some(FaultKind::DropBefore) => return None,
        Some(FaultKind::DropAfter) => {
            // Its answer is what gets lost; a refusal is lost as well.
            drop(call.carry_out().await);
            return None;
        }
        Some(FaultKind::Delay { ms }) if call.method == "getUpdates" => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            call.carry_out().await
        }
        Some(FaultKind::Delay { ms }) => {
            // A task of its own: a bot that hangs up in the meantime does not undo what it asked for.
            let task = tokio::spawn(async move {
                let _in_flight = in_flight;
                tokio::time::sleep(Duration::from_millis(ms)).await;
                call.carry_out().await
            });
            task.await.unwrap_or_else(|_| Err(Refusal::new(500, "Internal Server Error")))
        }
        Some(FaultKind::DelayAfter { ms }) => {
            let answer = call.carry_out().await;
            tokio::time::sleep(Duration::from_millis(ms)).await;
            answer
        }
        Some(FaultKind::Status { code }) => return Some(status_page(code)),
        Some(FaultKind::StatusAfter { code }) => {
            drop(call.carry_out().await);
            return Some(status_page(code));
        }
    };
    Some(answer_http(&answer))
}

impl Call {
    async fn carry_out(&self) -> Answer {
        let Self { shared, method, parameters, number } = self;
        let answer = if *method == "getUpdates" {
            polling::get_updates(shared, parameters).await
        } else {
            shared.change(|world| world.call(method, parameters))
        };
        shared.note(|traffic| traffic.took_effect(*number, handed_out(method, &answer)));
        answer
    }
}

/// What a server in front of the Bot API answers when it is at a loss.
fn status_page(code: u16) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_GATEWAY);
    let page = format!("<html><body><h1>{status}</h1></body></html>");
    (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
}

/// The ids of the updates that a poll brings.
fn handed_out(method: &str, answer: &Answer) -> Vec<i64> {
    let updates = answer.as_ref().ok().filter(|_| method == "getUpdates").and_then(Value::as_array);
    updates.into_iter().flatten().filter_map(|update| update["update_id"].as_i64()).collect()
}

async fn parameters(request: Request) -> Result<Parameters, Refusal> {
    let (head, body) = request.into_parts();
    let content_type = head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let bytes =
        body::to_bytes(body, LARGEST_REQUEST).await.map_err(|_| Refusal::new(413, "Request Entity Too Large"))?;
    Parameters::read(head.uri.query(), content_type.unwrap_or_default(), &bytes)
}

fn answer_http(answer: &Answer) -> Response {
    match answer {
        Ok(result) => Json(json!({"ok": true, "result": result})).into_response(),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST);
            (status, Json(refusal.to_json())).into_response()
        }
    }
}

fn file(shared: &Shared, path: &str) -> Response {
    let world = shared.world();
    match world.files.by_path(path) {
        Some(file) => Body::from(file.bytes.clone()).into_response(),
        None => answer_http(&Err(Refusal::new(404, "Not Found"))),
    }
}

/// Counts a request as in flight for as long as it lives.
struct InFlight(Arc<Shared>);

impl InFlight {
    fn begin(shared: &Arc<Shared>) -> Self {
        shared.world().in_flight += 1;
        Self(Arc::clone(shared))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.world().in_flight -= 1;
    }
}
