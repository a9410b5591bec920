"""The vectors of the protocol hold for this reporter: python3 -m unittest"""

import json
import pathlib
import unittest
from unittest import mock

import livekit_quality
from quality_figures import figures, snapshot

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "protocol" / "vectors"


class Vectors(unittest.TestCase):
    def test_figures_are_those_of_the_protocol(self):
        files = sorted((VECTORS / "figures").glob("*.json"))
        self.assertGreater(len(files), 0)
        for file in files:
            vector = json.loads(file.read_text())
            before = result = None
            for each in vector["snapshots"]:
                after = snapshot(each["lists"], each["at_ms"])
                result = figures(before, after)
                before = after.remembering(before)
            with self.subTest(file.stem):
                self.assertEqual(result, vector["expected"])

    def test_a_response_decides_what_becomes_of_the_report(self):
        for vector in json.loads((VECTORS / "responses.json").read_text())["cases"]:
            status = vector["status"]
            with self.subTest(vector):
                if status is not None:
                    self.assertEqual(livekit_quality.outcome(status), vector["becomes"])
                if vector["becomes"] == "accepted":
                    continue
                for chance, expected in [(0, vector["least"]), (1, vector["most"])]:
                    with mock.patch("random.random", lambda chance=chance: chance):
                        seconds = livekit_quality.delay(
                            status, vector.get("retry_after"), vector["failures"]
                        )
                    self.assertEqual(seconds * 1000, expected)


if __name__ == "__main__":
    unittest.main()
