//! Asks LiveKit's API: rooms, participants, egresses and ingresses.
//!
//! `livekit_api` speaks it. Where an answer is no Twirp error (a wrong key is answered in plain text,
//! a proxy answers HTML) it loses the HTTP status, so that the same is asked once more by hand, for
//! the status alone: the body may repeat the token that was sent, and is never read.

use std::time::Duration;

use livekit_api::access_token::{AccessToken, VideoGrants};
use livekit_api::services::egress::{EgressListFilter, EgressListOptions};
use livekit_api::services::ingress::IngressListFilter;
use livekit_api::services::{
    LiveKitApi, ServerError, ServerErrorCode, ServiceError, ServiceResult,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::listing;
use crate::model::{ListedParticipant, ListedRoom, Millis};

/// How long one request may take: a list of 10,000 rooms takes a fraction of a second.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why LiveKit did not answer with what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// Nobody listens there, or the connection broke.
    #[error("LiveKit's API at `{0}` cannot be reached: {1}")]
    Unreachable(String, String),
    /// No answer in time.
    #[error("LiveKit's API at `{0}` did not answer within 10 s")]
    Timeout(String),
    /// Key or secret are not LiveKit's.
    #[error("LiveKit's API at `{0}` refuses the API key `{1}`: key or secret are not its own")]
    Unauthenticated(String, String),
    /// Asked too often.
    #[error("LiveKit's API at `{0}` was asked too often")]
    RateLimited(String),
    /// This LiveKit does not have it: egress and ingress need Redis.
    #[error("LiveKit at `{0}` does not have this: {1}")]
    NotAvailable(String, String),
    /// It answered something else.
    #[error("LiveKit's API at `{0}` answered {1}")]
    Answered(String, String),
}

impl ApiError {
    /// A stable word for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(..) => "unreachable",
            Self::Timeout(_) => "timeout",
            Self::Unauthenticated(..) => "unauthenticated",
            Self::RateLimited(_) => "rate_limited",
            Self::NotAvailable(..) => "not_available",
            Self::Answered(..) => "unexpected_answer",
        }
    }
}

/// The API of one deployment, asked with one key.
#[derive(Debug)]
pub struct Client {
    api: LiveKitApi,
    /// Asks again, for the status alone.
    http: reqwest::Client,
    host: String,
    key: String,
    secret: SecretString,
}

impl Client {
    /// A client of the LiveKit at `host` (`http`, `https`, `ws` or `wss`, without a path).
    pub fn new(host: &str, key: &str, secret: &SecretString) -> reqwest::Result<Self> {
        let host = host.trim_end_matches('/');
        let host = match host.split_once("://") {
            Some(("ws", rest)) => format!("http://{rest}"),
            Some(("wss", rest)) => format!("https://{rest}"),
            _ => host.to_owned(),
        };
        let api = LiveKitApi::with_api_key(&host, key, secret.expose_secret())
            .with_request_timeout(TIMEOUT);
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self { api, http, host, key: key.to_owned(), secret: secret.clone() })
    }

    /// Where it asks.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Every open room.
    pub async fn rooms(&self, now: Millis) -> Result<Vec<ListedRoom>, ApiError> {
        let rooms = self.api.room().list_rooms(Vec::new()).await;
        let rooms = self.understood(rooms).await?;
        Ok(rooms.iter().filter_map(|room| listing::room(room, now)).collect())
    }

    /// Everybody in the room of this name; nobody if there is none.
    pub async fn participants(
        &self,
        room: &str,
        now: Millis,
    ) -> Result<Vec<ListedParticipant>, ApiError> {
        let listed = self.api.room().list_participants(room).await;
        let listed = self.understood(listed).await?;
        Ok(listed.iter().filter_map(|listed| listing::participant(listed, now)).collect())
    }

    /// Every egress that runs, in the shape of webhooks.
    pub async fn running_egresses(&self) -> Result<Vec<Map<String, Value>>, ApiError> {
        self.egresses(EgressListFilter::All, true).await
    }

    /// One egress, running or ended; LiveKit forgets it after a day.
    pub async fn egress(&self, id: &str) -> Result<Vec<Map<String, Value>>, ApiError> {
        self.egresses(EgressListFilter::Egress(id.to_owned()), false).await
    }

    async fn egresses(
        &self,
        filter: EgressListFilter,
        active: bool,
    ) -> Result<Vec<Map<String, Value>>, ApiError> {
        let options = EgressListOptions { filter, active, page_token: None };
        let listed = self.api.egress().list_egress(options).await;
        Ok(self.understood(listed).await?.iter().map(listing::egress).collect())
    }

    /// Every ingress, in use or not, in the shape of webhooks.
    pub async fn ingresses(&self) -> Result<Vec<Map<String, Value>>, ApiError> {
        let listed = self.api.ingress().list_ingress(IngressListFilter::All).await;
        Ok(self.understood(listed).await?.iter().map(listing::ingress).collect())
    }

    async fn understood<T>(&self, answer: ServiceResult<T>) -> Result<T, ApiError> {
        let error = match answer {
            Ok(answer) => return Ok(answer),
            Err(ServiceError::Twirp(error)) => error,
            Err(error) => return Err(self.answered(error.to_string())),
        };
        match error {
            ServerError::Twirp(told) => Err(self.told(&told)),
            ServerError::Request(error) if error.is_timeout() => {
                Err(ApiError::Timeout(self.host.clone()))
            }
            ServerError::Request(error) if error.is_decode() || error.is_body() => {
                Err(self.ask_for_status().await)
            }
            ServerError::Request(error) => Err(self.unreachable(&error)),
            ServerError::Url(error) => Err(self.answered(error.to_string())),
            ServerError::Prost(_) => {
                Err(self.answered("with something that is not LiveKit's".to_owned()))
            }
        }
    }

    fn told(&self, told: &ServerErrorCode) -> ApiError {
        let host = self.host.clone();
        match told.code.as_str() {
            ServerErrorCode::UNAUTHENTICATED | ServerErrorCode::PERMISSION_DENIED => {
                ApiError::Unauthenticated(host, self.key.clone())
            }
            ServerErrorCode::RESOURCE_EXHAUSTED => ApiError::RateLimited(host),
            _ if told.msg.contains("not connected") => {
                ApiError::NotAvailable(host, told.msg.clone())
            }
            ServerErrorCode::UNIMPLEMENTED | ServerErrorCode::BAD_ROUTE => {
                ApiError::NotAvailable(host, told.msg.clone())
            }
            code => ApiError::Answered(host, format!("`{code}`: {}", told.msg)),
        }
    }

    /// The same host once more, by hand: an HTTP status where `livekit_api` has lost it.
    async fn ask_for_status(&self) -> ApiError {
        let grants = VideoGrants { room_list: true, ..VideoGrants::default() };
        let token = AccessToken::with_api_key(&self.key, self.secret.expose_secret())
            .with_ttl(Duration::from_mins(1))
            .with_grants(grants)
            .to_jwt();
        let Ok(token) = token else {
            return self.answered("nothing that is understood".to_owned());
        };
        let url = format!("{}/twirp/livekit.RoomService/ListRooms", self.host);
        let request = self.http.post(url).bearer_auth(token);
        let request = request.header("content-type", "application/json").body("{}");
        match request.send().await {
            Ok(answer) => match answer.status().as_u16() {
                401 | 403 => ApiError::Unauthenticated(self.host.clone(), self.key.clone()),
                429 => ApiError::RateLimited(self.host.clone()),
                status => self.answered(format!("with HTTP status {status} and no Twirp error")),
            },
            Err(error) if error.is_timeout() => ApiError::Timeout(self.host.clone()),
            Err(error) => self.unreachable(&error),
        }
    }

    fn answered(&self, what: String) -> ApiError {
        ApiError::Answered(self.host.clone(), what)
    }

    fn unreachable(&self, error: &reqwest::Error) -> ApiError {
        let mut cause: &dyn std::error::Error = error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        ApiError::Unreachable(self.host.clone(), cause.to_string())
    }
}
