//! The track of a webhook.

use serde::Serialize;

use super::{Int64, is_false, is_zero};
use crate::model::Millis;
use crate::simulator::change::muted;
use crate::simulator::random::Random;
use crate::simulator::track::{TrackPlan, TrackSource};

/// Quality, width, height, bitrate in bit/s and stream of a camera's layers.
const LAYERS: [(Option<&str>, u32, u32, u32, &str); 3] = [
    (None, 320, 180, 160_000, "q"),
    (Some("MEDIUM"), 640, 360, 450_000, "h"),
    (Some("HIGH"), 1280, 720, 1_700_000, "f"),
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::simulator) struct Track {
    sid: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    name: &'static str,
    #[serde(skip_serializing_if = "is_false")]
    muted: bool,
    #[serde(skip_serializing_if = "is_zero")]
    width: u32,
    #[serde(skip_serializing_if = "is_zero")]
    height: u32,
    #[serde(skip_serializing_if = "is_false")]
    simulcast: bool,
    source: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<Layer>,
    mime_type: &'static str,
    mid: &'static str,
    codecs: [Codec; 1],
    stream: &'static str,
    version: Version,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Layer {
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<&'static str>,
    width: u32,
    height: u32,
    bitrate: u32,
    ssrc: u32,
    #[serde(rename = "spatialLayer", skip_serializing_if = "is_zero")]
    spatial: u32,
    rid: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Codec {
    mime_type: &'static str,
    mid: &'static str,
    cid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    video_layer_mode: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    unix_micro: Int64,
}

impl Track {
    /// A track as it is `at`.
    pub(in crate::simulator) fn at(track: &TrackPlan, at: Millis) -> Self {
        let (muted, changed_at) = muted(track, at);
        let (source, name, stream, mime_type, (width, height)) = match track.source {
            TrackSource::Microphone => ("MICROPHONE", "mic", "camera", "audio/red", (0, 0)),
            TrackSource::Camera => ("CAMERA", "cam", "camera", "video/VP8", (1280, 720)),
            TrackSource::Screen => ("SCREEN_SHARE", "screen", "screen", "video/VP9", (1920, 1080)),
            TrackSource::ScreenAudio => {
                ("SCREEN_SHARE_AUDIO", "screen_audio", "screen", "audio/red", (0, 0))
            }
        };
        let mut random = Random::new(&[track.key]);
        let simulcast = track.source == TrackSource::Camera;
        let layers = if simulcast { layers(&mut random) } else { Vec::new() };
        let mid = random.one_of(&["1", "2", "7", "8"]);
        let (left, right) = (random.next_u64(), random.next_u64());
        let cid = format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            left >> 32,
            left & 0xFFFF,
            left >> 16 & 0xFFF,
            right >> 52,
            right & 0xFFFF_FFFF_FFFF
        );
        let video_layer_mode = simulcast.then_some("ONE_SPATIAL_LAYER_PER_STREAM");
        Self {
            sid: track.sid(),
            kind: (width > 0).then_some("VIDEO"),
            name,
            muted,
            width,
            height,
            simulcast,
            source,
            layers,
            mime_type,
            mid,
            codecs: [Codec { mime_type, mid, cid, video_layer_mode }],
            stream,
            version: Version { unix_micro: Int64(changed_at.0 * 1000) },
        }
    }
}

fn layers(random: &mut Random) -> Vec<Layer> {
    LAYERS
        .iter()
        .zip(0..)
        .map(|(&(quality, width, height, bitrate, rid), spatial)| {
            let ssrc = u32::try_from(random.next_u64() >> 32).expect("32 bits are left") | 1;
            Layer { quality, width, height, bitrate, ssrc, spatial, rid }
        })
        .collect()
}
