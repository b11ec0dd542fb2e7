// What the API allows at a place of the manifest; fetched once the editor is used.
let known = null;
let asked = null;

export function askFor(address) {
  asked ??= fetch(address, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null)
    .then((schema) => {
      known = schema;
      if (!schema) asked = null;
      return schema;
    });
  return asked;
}

export const schemaNow = () => known;

const bare = (type) => type.replace(/^(\[\]|\{\})/, "");

// The type at a path of keys and `[]`: a word, or null where nothing is known.
export function typeAt(kind, path) {
  let type = known?.kinds.includes(kind) ? kind : null;
  for (const step of path) {
    if (!type) return null;
    if (step === "[]" || type.startsWith("{}")) type = /^(\[\]|\{\})/.test(type) ? bare(type) : null;
    else type = known.types[type]?.[step]?.[0] ?? null;
  }
  return type;
}

export const fieldsOf = (type) => known?.types[type] ?? null;

export function fieldAt(kind, path) {
  const fields = fieldsOf(typeAt(kind, path.slice(0, -1)) ?? "");
  return fields?.[path.at(-1)] ?? null;
}

// The words that a value may be: [word, what it means].
export function wordsAt(kind, path, root) {
  const holder = typeAt(kind, path.slice(0, -1));
  const field = path.at(-1);
  const type = typeAt(kind, path);
  if (holder === "Container" && field === "image") return known.images;
  if (holder === "VolumeMount" && field === "name") return volumesOf(root).map((name) => [name, "volume"]);
  if (path.length === 1 && field === "kind") return known.kinds.map((word) => [word, ""]);
  if (path.length === 1 && field === "apiVersion") return [["v1", ""]];
  if (type === "boolean") return [["true", ""], ["false", ""]];
  return (known.words[`${holder}.${field}`] ?? []).map((word) => [word, ""]);
}

function volumesOf(root) {
  const child = (entry, name) => entry?.children.find((each) => each.name === name);
  const items = child(child(root, "spec"), "volumes")?.children ?? [];
  return items.map((item) => child(item, "name")?.value).filter(Boolean);
}

export const kindOf = (root) => root.children.find((each) => each.name === "kind")?.value || "Pod";
