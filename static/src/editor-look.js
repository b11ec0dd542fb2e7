// How every editor of Podlab looks, in the colours of the tokens.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const inks = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--run)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--vol)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: "var(--strip-edge)" },
]);

export const look = EditorView.theme({
  "&": { fontSize: "12.5px", color: "var(--ink)", backgroundColor: "var(--surface)", minHeight: "320px", maxHeight: "72vh" },
  "@media (max-width: 760px)": { "&": { maxHeight: "320px" } },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "light-dark(rgb(25 29 38 / .04), rgb(255 255 255 / .04))" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: "var(--lo-fill) !important" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--surface)", border: "1px solid var(--line-strong)", borderRadius: "4px" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "15em" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--ink)", backgroundColor: "var(--accent-soft)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "650", color: "var(--accent)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--ink-3)", marginLeft: "12px" },
  ".cm-completionInfo, .yaml-docs": { maxWidth: "360px", padding: "8px 12px", font: "13px/1.5 var(--sans)" },
  ".yaml-docs code": { color: "var(--accent)", overflowWrap: "anywhere" },
  ".yaml-docs p": { marginTop: "4px" },
  ".cm-lint-marker-error": { content: "none", width: "10px", height: "9px", marginTop: "5px", backgroundColor: "var(--warn)", clipPath: "polygon(50% 0, 100% 100%, 0 100%)" },
  ".cm-gap": { padding: "1px 4px", backgroundColor: "var(--accent-soft)", outline: "1px dashed var(--accent)", borderRadius: "3px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--warn)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--warn)", textUnderlineOffset: "3px", backgroundColor: "var(--warn-soft)" },
});
