// Where a timeline stands on the page: a live one to look back on, or a recording to replay.
import { LookingBack } from "./looking-back.js";
import { Replay } from "./replay.js";

export function startTimeline() {
  const root = document.querySelector("[data-timeline]");
  if (!root) return;
  if (root.dataset.file) new Replay(root).open();
  else new LookingBack(root).open();
}
