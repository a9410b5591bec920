//! A client of LiveKit's API: rooms, participants, egresses and ingresses.

use livekit_api::access_token::VideoGrants;
use livekit_protocol as proto;
use proto::TokenPagination;
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use super::api_error::{ApiError, Unexpected};
use super::convert::value::is_cut;
use super::listing;
use super::twirp::Twirp;
use crate::model::{ListedParticipant, ListedRoom, Millis};
use crate::net::tls::Trust;

/// The most pages of one list: LiveKit Cloud puts some dozens of egresses on each.
const PAGES: usize = 200;

/// The API of one deployment, used with one key.
#[derive(Debug)]
pub struct Client(Twirp);

impl Client {
    /// A client of the LiveKit at `url` (`http`, `https`, `ws` or `wss`); Twirp is below its
    /// path.
    pub fn new(
        url: &Url,
        key: &str,
        secret: &SecretString,
        trust: &Trust,
    ) -> reqwest::Result<Self> {
        Twirp::new(url, key, secret, trust).map(Self)
    }

    /// The URL of the API.
    pub fn host(&self) -> &str {
        self.0.base()
    }

    /// All open rooms.
    pub async fn rooms(&self, now: Millis) -> Result<Vec<ListedRoom>, ApiError> {
        let grants = VideoGrants { room_list: true, ..VideoGrants::default() };
        let request = proto::ListRoomsRequest::default();
        let listing = self.0.list("RoomService/ListRooms", &request, grants).await?;
        let rooms = self.0.read::<proto::Room>(listing.items);
        rooms.filter_map(|room| room.map(|room| listing::room(&room, now)).transpose()).collect()
    }

    /// All participants of the room of this name; empty if there is no such room.
    pub async fn participants(
        &self,
        room: &str,
        now: Millis,
    ) -> Result<Vec<ListedParticipant>, ApiError> {
        if is_cut(room) {
            // LiveKit does not know the room by its shortened name: an empty list would end all
            // participant sessions of this room.
            return Err(self.0.fault(Unexpected::CutName));
        }
        let room = room.to_owned();
        let grants = VideoGrants { room_admin: true, room: room.clone(), ..VideoGrants::default() };
        let request = proto::ListParticipantsRequest { room };
        let listing = self.0.list("RoomService/ListParticipants", &request, grants).await?;
        let listed = self.0.read::<proto::ParticipantInfo>(listing.items);
        listed
            .filter_map(|one| one.map(|one| listing::participant(&one, now)).transpose())
            .collect()
    }

    /// Whether a node serves the room of this name: the room's own node lists its agent dispatches,
    /// whatever Redis says. `None` if this LiveKit cannot tell.
    pub async fn is_served(&self, room: &str) -> Result<Option<bool>, ApiError> {
        let request =
            proto::ListAgentDispatchRequest { room: room.to_owned(), ..Default::default() };
        let grants =
            VideoGrants { room_admin: true, room: room.to_owned(), ..VideoGrants::default() };
        match self.0.list("AgentDispatchService/ListDispatch", &request, grants).await {
            Ok(_) => Ok(Some(true)),
            Err(ApiError::Unexpected(_, Unexpected::Twirp(code, msg)))
                if code == "not_found"
                    || (code == "unavailable" && msg.contains("no response")) =>
            {
                Ok(Some(false))
            }
            Err(ApiError::NotAvailable(..)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All running egresses, in the shape of webhooks. `before_request` is called before each
    /// request: a list may have several pages.
    pub async fn running_egresses(
        &self,
        before_request: impl FnMut(),
    ) -> Result<Vec<Map<String, Value>>, ApiError> {
        let request = proto::ListEgressRequest { active: true, ..Default::default() };
        self.egresses(request, before_request).await
    }

    /// One egress, running or ended; LiveKit forgets it after a day.
    pub async fn egress(&self, id: &str) -> Result<Vec<Map<String, Value>>, ApiError> {
        let egress_id = id.to_owned();
        let request = proto::ListEgressRequest { egress_id, ..Default::default() };
        self.egresses(request, || ()).await
    }

    async fn egresses(
        &self,
        mut request: proto::ListEgressRequest,
        mut before_request: impl FnMut(),
    ) -> Result<Vec<Map<String, Value>>, ApiError> {
        let mut jobs = Vec::new();
        for _ in 0..PAGES {
            before_request();
            let grants = VideoGrants { room_record: true, ..VideoGrants::default() };
            let listing = self.0.list("Egress/ListEgress", &request, grants).await?;
            for item in self.0.read::<proto::EgressInfo>(listing.items) {
                jobs.push(listing::egress(&item?));
            }
            request.page_token = self.next(listing.next_page, request.page_token.as_ref())?;
            if request.page_token.is_none() {
                return Ok(jobs);
            }
        }
        Err(self.0.fault(Unexpected::Endless))
    }

    /// All ingresses, in use or not, in the shape of webhooks. `before_request` is called before
    /// each request.
    pub async fn ingresses(
        &self,
        mut before_request: impl FnMut(),
    ) -> Result<Vec<Map<String, Value>>, ApiError> {
        let mut request = proto::ListIngressRequest::default();
        let mut jobs = Vec::new();
        for _ in 0..PAGES {
            before_request();
            let grants = VideoGrants { ingress_admin: true, ..VideoGrants::default() };
            let listing = self.0.list("Ingress/ListIngress", &request, grants).await?;
            for item in self.0.read::<proto::IngressInfo>(listing.items) {
                jobs.push(listing::ingress(&item?));
            }
            request.page_token = self.next(listing.next_page, request.page_token.as_ref())?;
            if request.page_token.is_none() {
                return Ok(jobs);
            }
        }
        Err(self.0.fault(Unexpected::Endless))
    }

    /// The token of the next page; `None` after the last. A page that leads to itself is an error.
    fn next(
        &self,
        returned: Option<TokenPagination>,
        before: Option<&TokenPagination>,
    ) -> Result<Option<TokenPagination>, ApiError> {
        let next = returned.filter(|next| !next.token.is_empty());
        if next.is_some() && next.as_ref() == before {
            return Err(self.0.fault(Unexpected::Endless));
        }
        Ok(next)
    }
}
