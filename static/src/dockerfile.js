// The words of a Dockerfile, for the editor: instructions, flags, strings, comments.
import { StreamLanguage } from "@codemirror/language";

const INSTRUCTION = /(?:from|run|copy|add|cmd|entrypoint|env|arg|label|user|workdir|expose|stopsignal|shell)\b/i;

export const dockerfile = StreamLanguage.define({
  startState: () => ({ continues: false }),
  token(stream, state) {
    if (stream.sol()) {
      state.first = !state.continues;
      state.continues = false;
      stream.eatSpace();
      if (stream.peek() === "#") { stream.skipToEnd(); return "comment"; }
    }
    if (stream.eatSpace()) return null;
    if (state.first) {
      state.first = false;
      if (stream.match(INSTRUCTION)) return "propertyName";
    }
    if (stream.match(/\\\s*$/)) { state.continues = true; return "labelName"; }
    if (stream.match(/"(?:[^"\\]|\\.)*"|'[^']*'/)) return "string";
    if (stream.match(/--[a-z]+(?==)/)) return "labelName";
    if (stream.match(/(?:as|AS)\b(?=\s+\S+\s*$)/)) return "keyword";
    stream.next();
    stream.match(/[^\s"'\\]*/);
    return null;
  },
});
